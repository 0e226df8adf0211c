import { readdirSync, readFileSync, readlinkSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { processStart } from './account.ts'
import { EmbeddedError } from './errors.ts'

/** Who serves a data folder: a process, named for good by its id and its start. */
type Owner = { pid: number; started: string }

/**
 * Writes down that this process serves the data folder, and makes sure that nobody else does. What a dead owner left
 * running is stopped, what it left lying (a `postmaster.pid` whose number another program bears by now) is removed.
 *
 * @param dataDir  our folder, with the file `owner` in it
 * @param pgdata   real path of the cluster, the working folder of all its processes
 * @throws EmbeddedError  `in-use` when the owner lives, or when somebody started that PostgreSQL by hand
 */
export async function takeOver(dataDir: string, pgdata: string): Promise<void> {
  const file = join(dataDir, 'owner')
  const before = readOwner(file)
  if (before && processStart(before.pid) === before.started) {
    throw new EmbeddedError(
      'in-use',
      `${dataDir} is in use by process ${before.pid}. Stop it, or choose another folder.`,
    )
  }
  if (!before && processesIn(pgdata).length > 0) {
    throw new EmbeddedError('in-use', `A PostgreSQL that is not ours runs in ${pgdata}.`)
  }
  writeFileSync(file, JSON.stringify({ pid: process.pid, started: processStart(process.pid) }))
  await clearAway(pgdata)
}

/** Says that the data folder is free again. */
export function letGo(dataDir: string): void {
  rmSync(join(dataDir, 'owner'), { force: true })
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
