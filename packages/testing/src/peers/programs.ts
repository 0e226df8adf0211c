import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { connect, createServer } from 'node:net'

/** Whether a program is installed here; says so when it is not, since tests are skipped then. */
export function haveProgram(name: string): boolean {
  const found = spawnSync('which', [name]).status === 0
  if (!found) console.warn(`${name} is not installed: tests with it as a peer are skipped`)
  return found
}

export type Said = { status: number | null; said: string }

// Without TCP_NODELAY=1 dcmtk waits 40 ms for an acknowledgement with each message.
const env = { ...process.env, TCP_NODELAY: '1' }

/** Runs a program to its end without blocking this process, which may be its peer. */
export async function runProgram(program: string, args: readonly string[], timeoutMs = 60_000): Promise<Said> {
  const child = spawn(program, args, { env, timeout: timeoutMs, killSignal: 'SIGKILL' })
  let said = ''
  for (const stream of [child.stdout, child.stderr]) stream.setEncoding('utf8').on('data', (text) => (said += text))
  const ended = Promise.withResolvers<number | null>()
  child.once('error', ended.reject)
  child.once('close', ended.resolve)
  return { status: await ended.promise, said }
}

/** A program that listens; it is ended with the scope that holds it. */
export class PeerServer implements AsyncDisposable {
  readonly port: number
  said = ''
  readonly #child: ChildProcess
  readonly #ended: Promise<void>

  constructor(port: number, child: ChildProcess) {
    this.port = port
    this.#child = child
    this.#ended = new Promise((resolve) => child.once('close', () => resolve()))
    for (const stream of [child.stdout, child.stderr]) stream?.setEncoding('utf8').on('data', (t) => (this.said += t))
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#child.kill('SIGKILL')
    await this.#ended
  }
}

/** Starts a program that listens on the port it is told, and waits until it does. */
export async function startProgram(program: string, args: (port: number) => readonly string[]): Promise<PeerServer> {
  const port = await freePort()
  const server = new PeerServer(port, spawn(program, args(port), { env }))
  await listening(port, server)
  return server
}

async function listening(port: number, server: PeerServer): Promise<void> {
  const deadline = Date.now() + 20_000
  for (;;) {
    const socket = connect(port, '127.0.0.1')
    const isThere = await new Promise<boolean>((resolve) => {
      socket.once('connect', () => resolve(true)).once('error', () => resolve(false))
    })
    socket.destroy()
    if (isThere) return
    if (Date.now() > deadline) throw new Error(`The peer does not listen: ${server.said}`)
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
}

/** Below the ports that outgoing connections take. */
export async function freePort(): Promise<number> {
  for (;;) {
    const port = 20_000 + Math.floor(Math.random() * 12_000)
    const server = createServer()
    const isFree = await new Promise<boolean>((resolve) => {
      server.once('error', () => resolve(false)).listen(port, '127.0.0.1', () => resolve(true))
    })
    await new Promise((resolve) => server.close(resolve))
    if (isFree) return port
  }
}
