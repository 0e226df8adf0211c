import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { chmodSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, expect, test } from 'vitest'
import { openCluster } from './cluster.ts'
import { asAdmin, EmbeddedError, type EmbeddedServer, startEmbedded } from './index.ts'

const holder = join(import.meta.dirname, 'holder.fixture.ts')
const isRoot = process.getuid?.() === 0
const afterwards: (() => unknown)[] = []
afterEach(async () => {
  for (const undo of afterwards.splice(0).reverse()) await undo()
})

test('data stays over a stop, under the same password, in files of one owner', async () => {
  const dataDir = newFolder()
  const first = await start(dataDir)
  await asAdmin(first.url, (client) => client.query("create table kept as select 'here' as word"))
  await first.stop()
  const second = await start(dataDir)
  expect(await words(second)).toEqual(['here'])
  expect(new URL(second.url).password).toBe(new URL(first.url).password)
  expect(statSync(join(dataDir, 'password')).mode & 0o777).toBe(0o600)
  expect(statSync(join(dataDir, 'postgres.log')).mode & 0o777).toBe(0o600)
})

test('it listens on loopback below 32768 and lets nobody in without the password', async () => {
  const server = await start(newFolder())
  expect(server.port).toBeGreaterThanOrEqual(20_000)
  expect(server.port).toBeLessThan(32_768)
  const guess = server.url.replace(/:[^:@/]+@/, ':guess@')
  await expect(asAdmin(guess, async () => 1)).rejects.toThrow('password authentication failed')
  expect(await asAdmin(server.url, async () => 1)).toBe(1)
})

test('acknowledged means on disk: fsync is on for data that stays, off only for what is thrown away', async () => {
  const kept = await start(newFolder())
  const thrownAway = await startEmbedded({ ephemeral: true })
  afterwards.push(() => thrownAway.stop())
  expect(await show(kept, ['fsync', 'synchronous_commit', 'full_page_writes', 'data_checksums'])).toEqual(
    ['on', 'on', 'on', 'on'], // what durability rests on (PostgreSQL 15, 30.1 and 20.5)
  )
  expect(await show(thrownAway, ['fsync'])).toEqual(['off'])
})

test('a second process is refused while the first one serves the folder', async () => {
  const dataDir = newFolder()
  await start(dataDir)
  await expect(startEmbedded({ dataDir })).rejects.toMatchObject({ code: 'in-use' })
})

test('killed with SIGKILL, its parent takes it along', async () => {
  const dataDir = newFolder()
  const { parent, pid } = await hold(dataDir)
  parent.kill('SIGKILL')
  await until(() => !isAlive(pid))
  expect(await words(await start(dataDir))).toEqual(['here'])
})

test('an orphan is stopped by the next start, and what it had committed is there', async () => {
  const dataDir = newFolder()
  const { parent, pid } = await hold(dataDir)
  for (const watchdog of watchdogsOf(pid)) process.kill(watchdog, 'SIGKILL')
  const gone = once(parent, 'exit')
  parent.kill('SIGKILL')
  await gone
  expect(isAlive(pid)).toBe(true)
  const next = await start(dataDir)
  expect(next.pid).not.toBe(pid)
  await until(() => !isAlive(pid)) // init may be slow to collect it
  expect(await words(next)).toEqual(['here'])
})

test('a mark with the number of some other living process does not keep it down', async () => {
  const dataDir = newFolder()
  await (await start(dataDir)).stop()
  writeFileSync(join(dataDir, 'owner'), JSON.stringify({ pid: process.pid, started: '1' }))
  writeFileSync(join(dataDir, 'pgdata', 'postmaster.pid'), `${process.pid}\n/elsewhere\n1\n5432\n\n127.0.0.1\n`)
  await start(dataDir)
})

test('killed itself, it comes back on the same port', async () => {
  const server = await start(newFolder())
  const { pid } = server
  process.kill(pid, 'SIGKILL')
  await until(() => server.pid !== pid)
  expect(await asAdmin(server.url, async () => 'again')).toBe('again')
})

test('a thrown-away server leaves no file and no process', async () => {
  const server = await startEmbedded({ ephemeral: true })
  const [folder] = await show(server, ['data_directory'])
  expect(existsSync(String(folder))).toBe(true)
  const { pid } = server
  await Promise.all([server.stop(), server.stop()])
  expect(existsSync(String(folder))).toBe(false)
  expect(isAlive(pid)).toBe(false)
})

test('killed with SIGKILL, the parent of a thrown-away server leaves no file either', async () => {
  const { parent, pid, url } = await hold()
  const [folder] = await show({ url }, ['data_directory'])
  parent.kill('SIGKILL')
  await until(() => !isAlive(pid) && !existsSync(String(folder)))
})

test('data of another major version is refused by name and left alone', async () => {
  const dataDir = newFolder()
  await (await start(dataDir)).stop()
  writeFileSync(join(dataDir, 'pgdata', 'PG_VERSION'), '14\n')
  await expect(startEmbedded({ dataDir })).rejects.toMatchObject({ code: 'wrong-version' })
  writeFileSync(join(dataDir, 'pgdata', 'PG_VERSION'), '15\n')
  await start(dataDir)
})

test('when it cannot start, the error says why', async () => {
  const first = await start(newFolder())
  const taken = startEmbedded({ dataDir: newFolder(), port: first.port })
  await expect(taken).rejects.toThrow(EmbeddedError)
  await expect(taken).rejects.toThrow(/could not bind/)
})

test.skipIf(!isRoot)("root's PostgreSQL runs below a folder that only root may enter (needs root)", async () => {
  const home = privateFolder() // mode 700
  const dataDir = join(home, 'data')
  const server = await start(dataDir)
  const [folder] = await show(server, ['data_directory'])
  afterwards.unshift(() => rmSync(join(String(folder), '..'), { recursive: true, force: true }))
  expect(folder).toMatch(/^\/var\/lib\/firstread-postgres-/)
  expect(statSync(String(folder)).uid).not.toBe(0)
  await server.stop()
  expect(await asAdmin((await start(dataDir)).url, async () => 1)).toBe(1)
})

function privateFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'firstread-embedded-test-'))
  afterwards.push(() => rmSync(folder, { recursive: true, force: true }))
  return folder
}

/** A data folder with a new cluster in it, made without waiting for the disk. */
function newFolder(): string {
  const folder = privateFolder()
  chmodSync(folder, 0o711)
  openCluster(folder, false)
  return folder
}

async function start(dataDir: string): Promise<EmbeddedServer> {
  const server = await startEmbedded({ dataDir })
  afterwards.push(() => server.stop())
  return server
}

async function words({ url }: { url: string }): Promise<unknown[]> {
  const { rows } = await asAdmin(url, (client) => client.query('select word from kept'))
  return rows.map(({ word }) => word)
}

async function show({ url }: { url: string }, names: string[]): Promise<unknown[]> {
  return asAdmin(url, async (client) => {
    const { rows } = await client.query('select current_setting(n) as value from unnest($1::text[]) as n', [names])
    return rows.map(({ value }) => value)
  })
}

/** Another process that serves the folder and has committed one word. */
async function hold(...dataDir: string[]): Promise<{ parent: ChildProcess; pid: number; url: string }> {
  const parent = spawn(process.execPath, [holder, ...dataDir], { stdio: ['ignore', 'pipe', 'inherit'] })
  afterwards.push(() => parent.kill('SIGKILL'))
  const [line] = (await once(parent.stdout as NonNullable<typeof parent.stdout>, 'data')) as [Buffer]
  const { url, pid } = JSON.parse(line.toString()) as { url: string; pid: number }
  await asAdmin(url, (client) => client.query("create table kept as select 'here' as word"))
  return { parent, pid, url }
}

function watchdogsOf(postmaster: number): number[] {
  const pids = readdirSync('/proc').filter((name) => /^\d+$/.test(name))
  return pids.filter((pid) => commandOf(pid).includes(`firstread-watchdog\0${postmaster}\0`)).map(Number)
}

function commandOf(pid: string): string {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8')
  } catch {
    return ''
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch {
    return false
  }
}

async function until(holds: () => boolean): Promise<void> {
  await expect.poll(holds, { timeout: 15_000, interval: 20 }).toBe(true)
}
