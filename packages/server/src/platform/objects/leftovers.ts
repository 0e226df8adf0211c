import { readdir, rm, stat } from 'node:fs/promises'
import { hostname } from 'node:os'
import { join } from 'node:path'

/** The name of a file that is not an object yet says whose it is, so that a crash's leftovers can be told from work. */
const here = hostname().replaceAll(/[^A-Za-z0-9.-]/g, '_')
export const temporaryName = (objectId: string): string => `${here}~${process.pid}~${objectId}.part`

const dayMs = 24 * 60 * 60 * 1000

/**
 * Removes what an upload left when its process died: files of a process of this machine that is gone, or of an earlier
 * life of our own process number (in a container it is always 1), and anything a day old.
 *
 * @returns how many were removed
 */
export async function removeLeftovers(folder: string): Promise<number> {
  let removed = 0
  for (const name of await readdir(folder)) {
    const path = join(folder, name)
    const changed = await stat(path).then(
      (found) => found.mtimeMs,
      () => undefined, // renamed or removed in the meantime
    )
    if (changed === undefined || !isLeftover(name, changed)) continue
    await rm(path, { force: true })
    removed += 1
  }
  return removed
}

function isLeftover(name: string, changedMs: number): boolean {
  if (changedMs < Date.now() - dayMs) return true
  const [host, pid] = name.split('~')
  if (host !== here) return false
  if (Number(pid) === process.pid) return changedMs < Date.now() - process.uptime() * 1000
  return !isAlive(Number(pid))
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM'
  }
}
