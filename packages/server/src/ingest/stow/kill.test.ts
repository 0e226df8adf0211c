import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { inspect, synthesize } from '@firstread/dicom'
import { newSite, type Person, type Site } from '@firstread/testing'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { ApiProcessOptions } from '../testing/api-process.ts'
import { multipart, related, storedIn } from '../testing/stow.ts'

// design.md 1: an acknowledged upload survives any crash. A power cut is another matter: see the flushes in platform/objects.
const program = fileURLToPath(new URL('../testing/api-process.ts', import.meta.url))
const kills = 12
const senders = 6

let site: Site
let ray: Person
beforeAll(async () => {
  site = await newSite()
  ray = await site.person('radiologist')
})
afterAll(async () => {
  for (const child of children) child.kill('SIGKILL')
  await site[Symbol.asyncDispose]()
})

const children: ChildProcess[] = []
type Api = { child: ChildProcess; url: string }
async function startApi(): Promise<Api> {
  const options: ApiProcessOptions = { adminUrl: site.adminUrl, home: site.home }
  const child = spawn(process.execPath, [program, JSON.stringify(options)], { stdio: ['ignore', 'pipe', 'inherit'] })
  children.push(child)
  let said = ''
  for await (const chunk of child.stdout) {
    said += chunk
    const port = /ready (\d+)/.exec(said)?.[1]
    if (port) return { child, url: `http://127.0.0.1:${port}` }
  }
  throw new Error(`the API ended before it was ready (exit ${child.exitCode})`)
}

type Sent = { path: string; uid: string; bytes: Uint8Array }
let made = 0
/** Captures that go into a pack, and now and then a film with an object of its own. */
function instance(): Sent {
  made += 1
  const side = made % 5 === 0 ? 800 : 100
  const bytes = synthesize({
    kind: 'DX',
    rows: side,
    columns: side,
    patient: made,
    study: made,
    series: made,
    seed: made,
  })
  const { studyInstanceUid, seriesInstanceUid, sopInstanceUid = '' } = inspect(bytes, bytes.length)
  const path = `/dicom-web/studies/${studyInstanceUid}/series/${seriesInstanceUid}/instances/${sopInstanceUid}`
  return { path, uid: sopInstanceUid, bytes }
}

/** @returns the UIDs that an answer of 200 lists; undefined when none came */
async function send(url: string, instances: readonly Sent[]): Promise<string[] | undefined> {
  const headers = { authorization: `Bearer ${ray.token}`, 'content-type': related() }
  const body = multipart(instances.map(({ bytes }) => bytes)) as Buffer<ArrayBuffer>
  try {
    const answer = await fetch(`${url}/dicom-web/studies`, { method: 'POST', headers, body })
    const { status, headers: named } = answer
    const listed = storedIn({ status, body: await answer.json(), headers: named })
    return status === 200 ? listed : undefined
  } catch {
    return undefined // it was killed
  }
}

/** Sends until the API dies, which it does as soon as `enough` were acknowledged and others are on their way. */
async function round({ child, url }: Api, enough: number, acknowledged: Sent[], unanswered: Sent[]): Promise<void> {
  const gone = once(child, 'exit')
  const before = acknowledged.length
  const sender = async () => {
    while (child.exitCode === null && child.signalCode === null) {
      const body = Array.from({ length: 1 + (made % 3) }, instance)
      const stored = await send(url, body)
      if (stored === undefined) return void unanswered.push(...body)
      expect(stored.toSorted()).toEqual(body.map(({ uid }) => uid).toSorted())
      acknowledged.push(...body)
      if (acknowledged.length - before >= enough) child.kill('SIGKILL')
    }
  }
  await Promise.all(Array.from({ length: senders }, sender))
  await gone
}

async function found({ path, bytes }: Sent): Promise<'whole' | 'absent' | 'changed'> {
  const answer = await ray.fetch(path, { headers: { accept: 'application/dicom; transfer-syntax=*' } })
  const received = Buffer.from(await answer.arrayBuffer())
  if (answer.status === 404) return 'absent'
  return answer.status === 200 && received.equals(bytes) ? 'whole' : 'changed'
}

test('twelve times killed while six senders store: nothing acknowledged is missing, nothing is half there', async () => {
  const [acknowledged, unanswered]: [Sent[], Sent[]] = [[], []]
  // The next one starts meanwhile, as the second of two behind a balancer.
  let next = startApi()
  for (let kill = 0; kill < kills; kill += 1) {
    const api = await next
    if (kill + 1 < kills) next = startApi()
    await round(api, 1 + ((kill * 7) % 19), acknowledged, unanswered)
  }
  expect(acknowledged.length).toBeGreaterThan(kills)
  expect(unanswered.length).toBeGreaterThan(kills)
  for (const one of acknowledged) expect(await found(one), one.uid).toBe('whole')
  const others = new Set<string>()
  for (const one of unanswered) others.add(await found(one))
  expect(others).not.toContain('changed')
  // Nobody has to clean up before the same is sent again: it is stored, or was stored already.
  expect(await send(site.url, unanswered.slice(0, 20))).toHaveLength(Math.min(20, unanswered.length))
  console.info(`${acknowledged.length} acknowledged, ${unanswered.length} on their way when it was killed`)
}, 600_000)
