import { readFile } from 'node:fs/promises'
import { expect, test } from 'vitest'
import { verdictOn } from './patience.ts'
import { troubleOfStatus, troubles } from './trouble.ts'

test('what may pass is tried for a day, ever more rarely; what may not is given up at once', () => {
  const pauses = Array.from({ length: 40 }, (_, i) => verdictOn(i + 1, 'no-connection'))
  const waits = pauses.flatMap((verdict) => (verdict.state === 'waiting' ? [verdict.afterSeconds] : []))
  expect(waits.slice(0, 3)).toEqual([10, 30, 60])
  expect(waits).toEqual(waits.toSorted((a, b) => a - b))
  expect(waits.reduce((a, b) => a + b) / 3600).toBeGreaterThan(24)
  expect(pauses.slice(waits.length).every(({ state }) => state === 'failed')).toBe(true)
  expect(verdictOn(1, undefined)).toEqual({ state: 'sent' })
  for (const [trouble, { mayPass }] of Object.entries(troubles)) {
    expect(verdictOn(1, trouble as keyof typeof troubles).state, trouble).toBe(mayPass ? 'waiting' : 'failed')
  }
})

test('a status says whether the instance is there (PS3.4 B.2.3)', () => {
  const meanings: [number, string | undefined][] = [
    [0x0000, undefined],
    [0xb000, undefined],
    [0xb006, undefined],
    [0x0111, undefined],
    [0xa700, 'out-of-resources'],
    [0xa702, 'out-of-resources'],
    [0x0122, 'not-accepted'],
    [0xa900, 'refused'],
    [0xc000, 'refused'],
    [0x0124, 'refused'],
  ]
  for (const [status, trouble] of meanings) expect(troubleOfStatus(status), status.toString(16)).toBe(trouble)
})

test('docs/peers.md names every trouble as the table does', async () => {
  const page = await readFile(new URL('../../../../docs/peers.md', import.meta.url), 'utf8')
  const rows = page.split('\n').filter((line) => /^\| `[a-z-]+` \|.*\| (yes|no) \|$/.test(line))
  const expected = Object.entries(troubles).map(
    ([code, { title, mayPass }]) => `| \`${code}\` | ${title} | ${mayPass ? 'yes' : 'no'} |`,
  )
  expect(rows).toEqual(expected)
})
