import { type ChildProcess, fork } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { InferenceError } from '../errors.ts'
import type { FromChild, Open, ToChild } from './messages.ts'
import { launchOf } from './sandbox.ts'

const program = fileURLToPath(new URL('./child.ts', import.meta.url))
const START_LIMIT_MS = 60_000

/** A reading process with its model open. */
export type Child = {
  pid: number
  networkRemoved: boolean
  send(message: ToChild): void
  onMessage(listener: (message: FromChild) => void): void
  /** Ends it at once, whatever it does. */
  kill(): void
  /** Resolves when it is gone, however that came. */
  gone: Promise<void>
}

/** Waits for the first word of the child. @throws InferenceError what the child refused with, or `start-failed` */
function firstWord(process: ChildProcess): Promise<FromChild & { type: 'ready' }> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new InferenceError('start-failed', 'no answer')), START_LIMIT_MS)
    const settle = (act: () => void) => {
      clearTimeout(timer)
      act()
    }
    process.once('message', (message: FromChild) =>
      settle(() => {
        if (message.type === 'ready') resolve(message)
        else if (message.type === 'refused') reject(new InferenceError(message.trouble.code, message.trouble.detail))
      }),
    )
    process.once('error', (cause) => settle(() => reject(new InferenceError('start-failed', undefined, { cause }))))
    process.once('exit', (code, signal) =>
      settle(() => reject(new InferenceError('start-failed', `exit ${code ?? signal}`))),
    )
  })
}

/** Starts a reading process and waits until its model is open. */
export async function startChild(open: Open, memoryLimitMiB: number): Promise<Child> {
  // Its output is thrown away: codecs print there, and what they print may quote a file.
  const child = fork(program, [], {
    ...launchOf(open.dir, memoryLimitMiB),
    serialization: 'advanced',
    stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
  })
  const gone = new Promise<void>((resolve) => child.once('exit', () => resolve()))
  const kill = () => void child.kill('SIGKILL')
  try {
    child.send(open)
    const { networkRemoved } = await firstWord(child)
    const send = (message: ToChild) => void child.send(message, () => undefined)
    return {
      pid: child.pid ?? 0,
      networkRemoved,
      send,
      onMessage: (listener) => void child.on('message', listener),
      kill,
      gone,
    }
  } catch (error) {
    kill()
    throw error
  }
}

/** Resident memory of a process in MiB; `undefined` where the system does not tell (no /proc) or the process is gone. */
export function residentMiB(pid: number): number | undefined {
  try {
    const kib = /^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'latin1'))?.[1]
    return kib === undefined ? undefined : Number(kib) / 1024
  } catch {
    return undefined
  }
}
