import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { asAdmin } from './admin.ts'
import { EmbeddedError } from './errors.ts'

/**
 * The address of a server that another process of ours runs in this data folder, once it takes connections: a command
 * (`user create`, `import`) works beside a running `serve`. It stays the other one's, and goes when that one goes.
 *
 * @returns  the superuser's address of the maintenance database
 * @throws EmbeddedError  `in-use` when nothing takes connections within a minute, `not-ours` when we may not read it
 */
export async function joinRunning(dataDir: string): Promise<string> {
  for (let waited = 0; waited < 60_000; waited += 200) {
    const port = readyPort(dataDir)
    const url = port && `postgres://postgres:${passwordIn(dataDir)}@127.0.0.1:${port}/postgres`
    // The mark may still be that of a server which died; its heir is about to remove it.
    if (url && (await answers(url))) return url
    await sleep(200)
  }
  throw new EmbeddedError('in-use', `Another process keeps ${dataDir}, but its PostgreSQL does not get ready.`)
}

const answers = (url: string): Promise<boolean> =>
  asAdmin(url, async () => true).catch((error: { code?: string }) => {
    if (error.code === 'ECONNREFUSED') return false
    throw error
  })

/** The fourth line of postmaster.pid is the port, the eighth its state (PostgreSQL's miscadmin.h, LOCK_FILE_LINE_…). */
function readyPort(dataDir: string): string | undefined {
  try {
    const lines = readFileSync(join(dataDir, 'pgdata', 'postmaster.pid'), 'utf8').split('\n')
    return lines[7]?.trim() === 'ready' ? lines[3] : undefined
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === 'ENOENT') return undefined
    throw new EmbeddedError('not-ours', `${dataDir} belongs to another user.`, { cause })
  }
}

function passwordIn(dataDir: string): string {
  return readFileSync(join(dataDir, 'password'), 'utf8').trim()
}
