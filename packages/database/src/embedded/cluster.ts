import { spawnSync } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import {
  chmodSync,
  chownSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  realpathSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { dirname, join } from 'node:path'
import { type Account, accountFor, bareEnvironment, reaches } from './account.ts'
import { type Binaries, binariesFor } from './binaries.ts'
import { EmbeddedError } from './errors.ts'

/** A data folder that postgres can be started on. `pgdata` is its real path, whatever links lead there. */
export type Cluster = { pgdata: string; password: string; account: Account; binaries: Binaries }

/**
 * Opens the data folder, or makes it when there is none: `pgdata/` belongs to PostgreSQL, `password` (0600, ours alone)
 * opens it. A first start that is killed half way leaves nothing that a second one would take for a cluster.
 *
 * @param isDurable       false: the new files need not be on the disk yet (three seconds less on a busy one)
 * @throws EmbeddedError  `wrong-version`, `not-ours`, `no-binaries`, `no-start`
 */
export function openCluster(dataDir: string, isDurable = true): Cluster {
  const link = join(dataDir, 'pgdata')
  const account = accountFor(link)
  const binaries = binariesFor(account)
  if (existsSync(link)) return existing(dataDir, realpathSync(link), account, binaries)

  // Lent another account, PostgreSQL has to pass through; it cannot list, and the files in it stay ours.
  const mode = account ? 0o711 : 0o700
  mkdirSync(dataDir, { recursive: true, mode })
  chmodSync(dataDir, mode)
  const password = randomBytes(24).toString('base64url')
  writeFileSync(join(dataDir, 'password'), password, { mode: 0o600, flush: true })
  const staging = stagingFor(account, dataDir)
  initialize(staging, password, { account, binaries, isDurable })
  publish(staging, link)
  return { pgdata: realpathSync(link), password, account, binaries }
}

function existing(dataDir: string, pgdata: string, account: Account, binaries: Binaries): Cluster {
  try {
    const written = readFileSync(join(pgdata, 'PG_VERSION'), 'utf8').trim()
    if (written !== binaries.major) {
      const message = `${dataDir} was written by PostgreSQL ${written}; the embedded one is ${binaries.version}.`
      throw new EmbeddedError('wrong-version', message)
    }
    return { pgdata, password: readFileSync(join(dataDir, 'password'), 'utf8').trim(), account, binaries }
  } catch (cause) {
    if (cause instanceof EmbeddedError) throw cause
    throw new EmbeddedError('not-ours', `${dataDir} holds a PostgreSQL that we cannot open.`, { cause })
  }
}

/**
 * An empty folder to build in, owned by the cluster's account. Inside the data folder where the account can get there;
 * otherwise (root, with the data under a private home) in /var/lib, and `pgdata` becomes a link to it.
 */
function stagingFor(account: Account, dataDir: string): string {
  const inside = join(dataDir, 'staging')
  rmSync(inside, { recursive: true, force: true })
  if (!reaches(account, dataDir)) return owned(mkdtempSync('/var/lib/firstread-postgres-'), account)
  mkdirSync(inside, { mode: 0o700 })
  return owned(inside, account)
}

type Making = { account: Account; binaries: Binaries; isDurable: boolean }

function initialize(staging: string, password: string, { account, binaries, isDurable }: Making): void {
  // initdb reads the password as its own account, which cannot read ours; this copy lives as long as the call.
  const copy = join(staging, 'password')
  writeFileSync(copy, password, { mode: 0o600 })
  owned(copy, account)
  const options = ['-U', 'postgres', '-A', 'scram-sha-256', '-E', 'UTF8', '--locale=C.UTF-8', '--data-checksums']
  if (!isDurable) options.push('--no-sync')
  const args = ['-D', join(staging, 'pgdata'), `--pwfile=${copy}`, ...options]
  const program = { ...account, cwd: '/', env: bareEnvironment(), encoding: 'utf8' } as const
  const { status, stderr, error } = spawnSync(join(binaries.folder, 'bin', 'initdb'), args, program)
  rmSync(copy)
  if (status !== 0) throw new EmbeddedError('no-start', `initdb failed: ${stderr || error?.message}`, { cause: error })
}

/** The one step that makes it real: a rename, or a link to where it had to be built. */
function publish(staging: string, link: string): void {
  const built = join(staging, 'pgdata')
  if (dirname(staging) === dirname(link)) {
    renameSync(built, link)
    rmSync(staging, { recursive: true })
  } else {
    symlinkSync(built, link)
  }
}

function owned(path: string, account: Account): string {
  if (account) chownSync(path, account.uid, account.gid)
  return path
}
