import { type ChildProcess, spawn } from 'node:child_process'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'

const main = resolve(import.meta.dirname, '../packages/cli/bin/firstread.mjs')

export type Account = { email: string; password: string; role: string; name: string; id: string }
export type Running = {
  url: string
  home: string
  process: ChildProcess
  output(): string
  accounts(): Promise<Account[]>
  stop(): Promise<void>
}

/** Starts the real program in a process of its own, on a free port, and waits until it says where it listens. */
export async function startFirstread(args: string[], env: Record<string, string> = {}): Promise<Running> {
  const home = env.FIRSTREAD_HOME ?? (await mkdtemp(join(tmpdir(), 'firstread-e2e-')))
  const child = spawn(process.execPath, [main, ...args], {
    env: { ...process.env, NODE_OPTIONS: '', PORT: '0', LOG_LEVEL: 'warn', ...env, FIRSTREAD_HOME: home },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let text = ''
  child.stdout.on('data', (chunk) => (text += chunk))
  child.stderr.on('data', (chunk) => (text += chunk))
  const url = await until(
    () => /http:\/\/127\.0\.0\.1:\d+/.exec(text)?.[0],
    90_000,
    () => {
      if (child.exitCode !== null) throw new Error(`firstread ended:\n${text}`)
      return text
    },
  )
  return {
    url,
    home,
    process: child,
    output: () => text,
    accounts: async () => JSON.parse(await readFile(join(home, 'accounts.json'), 'utf8')) as Account[],
    async stop() {
      if (child.exitCode === null && child.signalCode === null) {
        const ended = new Promise((done) => child.once('exit', done))
        child.kill('SIGTERM')
        await ended
      }
      if (!env.FIRSTREAD_HOME) await rm(home, { recursive: true, force: true })
    },
  }
}

/** Waits for a condition, never for a time. */
export async function until<T>(
  ask: () => T | undefined | Promise<T | undefined>,
  ms: number,
  said: () => string = () => '',
): Promise<T> {
  const end = Date.now() + ms
  for (;;) {
    const found = await ask()
    if (found !== undefined) return found
    const state = said()
    if (Date.now() > end) throw new Error(`waited ${ms} ms in vain ${state}`)
    await new Promise((done) => setTimeout(done, 100))
  }
}
