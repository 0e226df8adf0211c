import { type ChildProcess, spawn } from 'node:child_process'
import { resolve } from 'node:path'

const main = resolve(import.meta.dirname, '../../packages/cli/bin/firstread.mjs')

/** One real process of Firstread that can be killed. */
export class Part {
  readonly name: string
  readonly #env: Record<string, string>
  #child: ChildProcess | undefined

  constructor(name: 'serve' | 'worker', env: Record<string, string>) {
    this.name = name
    this.#env = env
  }

  /** Resolves when the program says that it runs. */
  async start(): Promise<void> {
    const child = spawn(process.execPath, [main, this.name], {
      env: { ...process.env, ...this.#env },
      stdio: ['ignore', 'pipe', 'inherit'],
    })
    this.#child = child
    await new Promise<void>((done, fail) => {
      child.stdout.on('data', (chunk) => /Firstread (serves|runs)/.test(String(chunk)) && done())
      child.once('exit', (code) => fail(new Error(`${this.name} ended with ${code}`)))
    })
    child.removeAllListeners('exit')
  }

  /** kill -9: no chance to say goodbye. */
  async killAndRestart(): Promise<void> {
    await this.#end('SIGKILL')
    await this.start()
  }

  killNow(): void {
    this.#child?.kill('SIGKILL')
  }

  stop(): Promise<void> {
    return this.#end('SIGTERM')
  }

  async #end(signal: NodeJS.Signals): Promise<void> {
    const child = this.#child
    if (!child || child.exitCode !== null || child.signalCode !== null) return
    const ended = new Promise((done) => child.once('exit', done))
    child.kill(signal)
    await ended
  }
}
