import { mkdirSync, readdirSync, readFileSync, readlinkSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { processStart } from './account.ts'
import { EmbeddedError } from './errors.ts'

/** Who serves a data folder: a process, named for good by its id and its start. */
type Owner = { pid: number; started: string }

/**
 * Writes down that this process serves the data folder, unless a living one does already.
 *
 * @param dataDir  our folder, with the file `owner` in it; made when it is not there
 * @returns        true when there was an owner before, who died without letting go
 * @throws EmbeddedError  `in-use`
 */
export function claim(dataDir: string): boolean {
  const file = join(dataDir, 'owner')
  mkdirSync(dataDir, { recursive: true, mode: 0o700 })
  const before = readOwner(file)
  if (before && processStart(before.pid) === before.started) throw inUse(dataDir, before.pid)
  rmSync(file, { force: true })
  try {
    const owner = { pid: process.pid, started: processStart(process.pid) }
    writeFileSync(file, JSON.stringify(owner), { flag: 'wx', mode: 0o600 })
  } catch (error) {
    // Two first starts at once: the other one was quicker.
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') throw inUse(dataDir, readOwner(file)?.pid)
    throw new EmbeddedError('not-ours', `${dataDir} cannot be written.`, { cause: error })
  }
  return before !== undefined
}

function inUse(dataDir: string, pid: number | undefined): EmbeddedError {
  return new EmbeddedError('in-use', `${dataDir} is in use by process ${pid ?? '(just starting)'}.`)
}

/** Says that the data folder is free again. */
export function letGo(dataDir: string): void {
  rmSync(join(dataDir, 'owner'), { force: true })
}

/**
 * Makes the cluster free to start: what a dead owner left running is stopped, and the `postmaster.pid` it left lying,
 * whose number some other program may bear by now, is removed.
 *
 * @param pgdata      real path of the cluster, the working folder of all its processes
 * @param wasClaimed  false: nobody of ours ran it, so what runs there now was started by hand
 * @throws EmbeddedError  `in-use` in that case, or when the old one does not stop within a minute
 */
export async function heal(pgdata: string, wasClaimed: boolean): Promise<void> {
  if (!wasClaimed && processesIn(pgdata).length > 0) {
    throw new EmbeddedError('in-use', `A PostgreSQL that is not ours runs in ${pgdata}.`)
  }
  await clearAway(pgdata)
}

/** Stops a postmaster without a parent, waits until the last of its processes is gone, and removes its mark. */
export async function clearAway(pgdata: string): Promise<void> {
  const postmaster = Number.parseInt(readIfAny(join(pgdata, 'postmaster.pid')) ?? '', 10)
  if (processesIn(pgdata).includes(postmaster)) process.kill(postmaster, 'SIGINT')
  // Its shutdown writes a checkpoint. Backends whose postmaster was killed notice it and end by themselves.
  for (let waited = 0; processesIn(pgdata).length > 0; waited += 50) {
    if (waited > 60_000) throw new EmbeddedError('in-use', `An old PostgreSQL in ${pgdata} does not stop.`)
    await sleep(50)
  }
  rmSync(join(pgdata, 'postmaster.pid'), { force: true })
}

/** PostgreSQL's processes all work in its data folder, and hardly anything else does: /proc names them. */
function processesIn(pgdata: string): number[] {
  const pids = readdirSync('/proc').filter((name) => /^\d+$/.test(name))
  return pids.filter((pid) => workingFolder(pid) === pgdata).map(Number)
}

function workingFolder(pid: string): string | undefined {
  try {
    return readlinkSync(`/proc/${pid}/cwd`)
  } catch {
    return undefined // ended meanwhile, or another user's
  }
}

function readOwner(file: string): Owner | undefined {
  const text = readIfAny(file)
  if (!text) return undefined
  const { pid, started } = JSON.parse(text) as Partial<Owner>
  return typeof pid === 'number' && typeof started === 'string' ? { pid, started } : undefined
}

function readIfAny(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8')
  } catch {
    return undefined
  }
}
