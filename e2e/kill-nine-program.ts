import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { resolve } from 'node:path'

const main = resolve(import.meta.dirname, '../packages/cli/src/main.ts')

/** One part of Firstread as a process that is killed and started again. It keeps its port. */
export class Program {
  readonly name: string
  kills = 0
  #port = 0
  #child: ChildProcess | undefined
  #starting: Promise<void> | undefined
  readonly #args: string[]
  readonly #env: Record<string, string>

  constructor(args: string[], env: Record<string, string>) {
    this.name = args.join(' ')
    this.#args = args
    this.#env = env
  }

  get url(): string {
    return `http://127.0.0.1:${this.#port}`
  }

  start(): Promise<void> {
    this.#starting ??= this.#start().finally(() => {
      this.#starting = undefined
    })
    return this.#starting
  }

  async #start(): Promise<void> {
    const env = { ...process.env, LOG_LEVEL: 'error', ...this.#env, PORT: String(this.#port) }
    const child = spawn(process.execPath, [main, ...this.#args], { env, stdio: ['ignore', 'pipe', 'inherit'] })
    this.#child = child
    let text = ''
    for await (const chunk of child.stdout.iterator({ destroyOnReturn: false })) {
      text += chunk
      this.#port = Number(/127\.0\.0\.1:(\d+)/.exec(text)?.[1] ?? this.#port)
      if (/Firstread (serves|runs)/.test(text)) {
        child.stdout.resume()
        return
      }
    }
    throw new Error(`${this.name} ended: ${text}`)
  }

  async killAndRestart(): Promise<void> {
    await this.#starting
    const child = this.#child
    if (!child) return
    const gone = once(child, 'exit')
    child.kill('SIGKILL')
    await gone
    this.kills += 1
    await this.start()
  }

  async stop(): Promise<void> {
    const child = this.#child
    if (!child || child.exitCode !== null || child.signalCode !== null) return
    const gone = once(child, 'exit')
    child.kill('SIGTERM')
    await gone
  }
}
