import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { createWriteStream } from 'node:fs'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { bareEnvironment } from './account.ts'
import type { Cluster } from './cluster.ts'
import { EmbeddedError } from './errors.ts'
import { freePort } from './port.ts'
import { settingsFor } from './settings.ts'

/** A running server process. It does not keep ours alive. */
export type Postmaster = { child: ChildProcess; pid: number; port: number }

/** What to start: `log` is a file of ours, `port` 0 means any free one, `ephemeral` that nothing has to survive. */
export type Launch = { cluster: Cluster; log: string; port: number; ephemeral: boolean }

/**
 * Starts postgres and returns when it takes connections.
 *
 * @throws EmbeddedError  `no-start`, with its last lines
 */
export async function launch(what: Launch): Promise<Postmaster> {
  if (what.port !== 0) return ready(what)
  for (let tries = 1; ; tries++) {
    try {
      return await ready({ ...what, port: await freePort() })
    } catch (error) {
      // Between our look at the port and PostgreSQL's, somebody else may have taken it.
      const isTaken = error instanceof EmbeddedError && error.message.includes('could not bind')
      if (!isTaken || tries === 5) throw error
    }
  }
}

/** Ends it: in good order, or at once when its data is thrown away; with force when it does not listen. */
export async function end({ child }: Postmaster, ephemeral: boolean): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  child.ref()
  const gone = once(child, 'exit')
  // Fast shutdown writes a checkpoint; immediate shutdown is a crash that only costs a recovery.
  child.kill(ephemeral ? 'SIGQUIT' : 'SIGINT')
  const impatience = setTimeout(() => child.kill('SIGQUIT'), 20_000)
  const force = setTimeout(() => child.kill('SIGKILL'), 25_000)
  await gone
  clearTimeout(impatience)
  clearTimeout(force)
}

async function ready({ cluster, log, port, ephemeral }: Launch): Promise<Postmaster> {
  const { account, binaries, pgdata } = cluster
  const args = ['-D', pgdata, '-p', String(port), ...settingsFor(ephemeral)]
  const child = spawn(join(binaries.folder, 'bin', 'postgres'), args, {
    ...account,
    cwd: '/',
    env: bareEnvironment(),
    stdio: ['ignore', 'ignore', 'pipe'],
    detached: true, // Ctrl-C at the terminal is for us: we drain first and stop the database last
  })
  await readiness(child, log)
  child.unref()
  const stderr = child.stderr as unknown as { unref(): void } // a socket, though typed as any stream
  stderr.unref()
  return { child, pid: child.pid as number, port }
}

/** Resolves at "ready to accept connections", rejects when it ends before. All it ever says goes into the log file. */
function readiness(child: ChildProcess & { stderr: NodeJS.ReadableStream }, log: string): Promise<void> {
  const file = createWriteStream(log, { flags: 'w', mode: 0o600 })
  const said: string[] = []
  return new Promise((done, fail) => {
    const failed = (why: string) => fail(new EmbeddedError('no-start', `PostgreSQL did not start: ${why}`))
    createInterface({ input: child.stderr }).on('line', (line) => {
      file.write(`${line}\n`)
      if (said.push(line) > 10) said.shift()
      if (line.includes('ready to accept connections')) done()
    })
    child.once('error', (error) => failed(error.message))
    child.once('close', (code) => {
      file.end()
      failed(said.join('\n') || `exit ${code}`)
    })
  })
}
