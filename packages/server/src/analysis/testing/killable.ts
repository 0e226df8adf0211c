import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { readdirSync, readFileSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import type { Site } from '@firstread/testing'
import type { WorkerProcessOptions } from './worker-process.ts'

const program = fileURLToPath(new URL('worker-process.ts', import.meta.url))

export type Killable = {
  pid: number
  /** SIGKILL to the worker, as the kernel does when memory runs out, and to its stopped children. */
  kill(): Promise<void>
  /** SIGTERM. @returns exit code and how long it took */
  stop(): Promise<{ code: number | null; ms: number }>
  /** Holds everything that reads pixels. */
  freezeReaders(): void
}

/** Starts a real worker process on the site's database and waits until it works. */
export async function startKillable(
  site: Site & { models: string },
  times: Partial<Pick<WorkerProcessOptions, 'beatMs' | 'deadAfterMs' | 'drainMs'>> = {},
): Promise<Killable> {
  const options: WorkerProcessOptions = {
    adminUrl: site.adminUrl,
    home: site.home,
    models: site.models,
    beatMs: 200,
    deadAfterMs: 1500,
    drainMs: 1000,
    ...times,
  }
  const child = spawn(process.execPath, [program, JSON.stringify(options)], { stdio: ['ignore', 'pipe', 'inherit'] })
  await ready(child)
  const { pid } = child
  if (pid === undefined) throw new Error('the worker did not start')
  const gone = once(child, 'exit')
  return {
    pid,
    async kill() {
      const readers = descendants(pid)
      child.kill('SIGKILL')
      await gone
      for (const reader of readers) end(reader)
    },
    async stop() {
      const start = Date.now()
      child.kill('SIGTERM')
      const [code] = await gone
      return { code, ms: Date.now() - start }
    },
    freezeReaders() {
      const readers = descendants(pid)
      if (readers.length === 0) throw new Error('no reader runs yet')
      for (const reader of readers) process.kill(reader, 'SIGSTOP')
    },
  }
}

async function ready(child: ChildProcess): Promise<void> {
  let text = ''
  for await (const chunk of child.stdout ?? []) {
    text += chunk
    if (text.includes('ready')) return
  }
  throw new Error(`the worker ended before it was ready (exit ${child.exitCode})`)
}

function end(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL')
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error // it ended with its parent
  }
}

/** Children and children's children, from /proc. */
export function descendants(pid: number): number[] {
  let tasks: string[]
  try {
    tasks = readdirSync(`/proc/${pid}/task`)
  } catch {
    return [] // ended meanwhile
  }
  const children = tasks.flatMap((task) => numbers(`/proc/${pid}/task/${task}/children`))
  return [...children, ...children.flatMap(descendants)]
}

function numbers(file: string): number[] {
  try {
    return readFileSync(file, 'utf8').split(' ').filter(Boolean).map(Number)
  } catch {
    return [] // ended meanwhile
  }
}

export async function until<T>(look: () => Promise<T> | T, wanted: (seen: T) => boolean, ms = 20_000): Promise<T> {
  for (const end = Date.now() + ms; ; ) {
    const seen = await look()
    if (wanted(seen)) return seen
    if (Date.now() > end) throw new Error(`after ${ms} ms still ${JSON.stringify(seen)}`)
    await sleep(25)
  }
}
