import { readFileSync, realpathSync, statSync } from 'node:fs'
import { dirname } from 'node:path'

/** The operating system account that PostgreSQL runs under; `undefined` means our own. */
export type Account = { uid: number; gid: number } | undefined

/** `nobody` of Debian, Fedora, Arch and Alpine. PostgreSQL looks its uid up in passwd and refuses one that is not there. */
const nobody = { uid: 65534, gid: 65534 }

/**
 * PostgreSQL refuses to run as root, so root lends it another account: the owner of the data when there is any already
 * (a folder first made by an ordinary user stays theirs), otherwise `nobody`.
 */
export function accountFor(pgdata: string): Account {
  if (process.getuid?.() !== 0) return undefined
  const owner = statSync(pgdata, { throwIfNoEntry: false })
  return owner && owner.uid !== 0 ? { uid: owner.uid, gid: owner.gid } : nobody
}

/** True when `account` may walk to `path` and read it: every folder above lets it through. */
export function reaches(account: Account, path: string): boolean {
  if (!account) return true
  const needed = (folder: string) => mayEnter(account, folder)
  return ancestors(realpathSync(path)).every(needed)
}

/** The environment of a server: nothing of ours (keys, addresses) is inherited by it. */
export function bareEnvironment(): NodeJS.ProcessEnv {
  return { PATH: '/usr/bin:/bin', LANG: 'C.UTF-8', LC_ALL: 'C.UTF-8', TZ: 'UTC' }
}

function mayEnter(account: { uid: number; gid: number }, folder: string): boolean {
  const { mode, uid, gid } = statSync(folder)
  if (uid === account.uid) return (mode & 0o100) !== 0
  if (gid === account.gid) return (mode & 0o010) !== 0
  return (mode & 0o001) !== 0
}

function ancestors(path: string): string[] {
  const parent = dirname(path)
  return parent === path ? [path] : [...ancestors(parent), path]
}

/**
 * When a process began, in clock ticks since boot: together with its id this names a process for good, since ids are
 * given again (in a container after each restart). `undefined` when there is no such process. Source: proc(5), stat 22.
 */
export function processStart(pid: number): string | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
    // The command name, in parentheses, may hold blanks: count from behind it.
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19]
  } catch {
    return undefined
  }
}
