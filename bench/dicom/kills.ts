import { createHash } from 'node:crypto'
import { setTimeout } from 'node:timers/promises'
import { type Answer, type Case, dicom, type Instance, type Options, type Rec, type Target, util } from './shared.ts'

const clients = 8

/** Kill -9 of everything, database included, while eight clients store: what was acknowledged is there, whole, afterwards. */
export const cases = (): Case[] => [{ name: 'kills', run }]

type Tally = { acknowledged: number; missing: number; changed: number; unlisted: number; slowest: number }

async function run(target: Target, { seed, kills = 12 }: Options, rec: Rec): Promise<void> {
  const tally = { acknowledged: 0, missing: 0, changed: 0, unlisted: 0, slowest: 0 }
  for (let i = 0; i < Number(kills); i++) await killOnce(target, seed * 1000 + i, i % 2 ? 'ct' : 'sc', tally)
  rec('kill -9: acknowledged instances', tally.acknowledged, 'info')
  rec('kill -9: acknowledged but missing', tally.missing, 'down')
  rec('kill -9: found but changed', tally.changed, 'down')
  rec('kill -9: 200 without a list', tally.unlisted, 'down')
  rec('kill -9: restart to first 200 ms (worst)', tally.slowest, 'down')
}

type Sent = Instance & { pixels: Buffer }

async function killOnce(target: Target, seed: number, kind: string, tally: Tally): Promise<void> {
  const client = util.client(target, clients)
  const stored: Sent[] = []
  let isDead = false
  let next = 0
  const send = async () => {
    while (!isDead) {
      const one = dicom.instance(kind, { seed, study: next++ }) as Sent
      const sent = client.call('POST', `${target.web}/studies`, {
        headers: util.STOW_HEADERS,
        body: util.multipart([one]),
      })
      const answer: Answer | undefined = await sent.catch(() => undefined)
      if (answer?.status === 200 && util.stored(answer) !== 1) tally.unlisted += 1
      if (answer && util.stored(answer) === 1) stored.push(one)
    }
  }
  const senders = Array.from({ length: clients }, send)
  await setTimeout(600 + ((seed * 7919) % 1200))
  await target.stop('SIGKILL')
  isDead = true
  await Promise.allSettled(senders)
  client.close()
  tally.slowest = Math.max(tally.slowest, await target.start())
  tally.acknowledged += stored.length
  await lookFor(target, stored, tally)
}

async function lookFor(target: Target, stored: readonly Sent[], tally: Tally): Promise<void> {
  const client = util.client(target, 1)
  const headers = { accept: 'multipart/related; type="application/dicom"' }
  for (const { study, series, sop, pixels } of stored) {
    const path = `${target.web}/studies/${study}/series/${series}/instances/${sop}`
    const { status, body } = await client.get(path, { headers })
    if (status !== 200) tally.missing += 1
    else if (!holds(body, pixels)) tally.changed += 1
  }
  client.close()
}

const digest = (bytes: Buffer) => createHash('sha256').update(bytes).digest('hex')
function holds(body: Buffer, pixels: Buffer): boolean {
  const at = body.indexOf(pixels.subarray(0, 64))
  return at >= 0 && digest(body.subarray(at, at + pixels.length)) === digest(pixels)
}
