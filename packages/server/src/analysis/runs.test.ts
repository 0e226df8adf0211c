import { expect, test } from 'vitest'
import { replaces, type Said, wantedWork } from './runs.ts'

const read = (risk: 'low' | 'medium' | 'high'): Said => ({ outcome: 'read', risk })
const not = (outcome: 'abstained' | 'out_of_scope' | 'failed'): Said => ({ outcome, risk: null })

test.each<[Said, Said | undefined, boolean]>([
  // the AI never lowers what an earlier reading raised
  [not('failed'), read('high'), false],
  [not('abstained'), read('high'), false],
  [not('out_of_scope'), read('low'), false],
  [read('low'), read('high'), false],
  [read('low'), read('medium'), false],
  [not('failed'), not('abstained'), false],
  // it adds, repeats or raises
  [not('failed'), undefined, true],
  [read('low'), undefined, true],
  [read('high'), read('low'), true],
  [read('high'), read('high'), true],
  [read('low'), not('failed'), true],
  [read('low'), not('abstained'), true],
  [not('abstained'), not('failed'), true],
])('%o after %o takes its place: %s', (next, adopted, expected) => {
  expect(replaces(next, adopted)).toBe(expected)
})

test.each([
  ['reviewed', 'reanalysis', 'read', undefined],
  ['archived', 'reanalysis', 'failed', undefined],
  ['analyzed', 'first', 'read', undefined],
  ['analyzed', 'first', 'abstained', undefined],
  ['analyzed', 'first', 'failed', 'reanalysis'], // a dead job that a tech retries
  ['analyzed', 'reanalysis', 'read', 'reanalysis'],
  ['pending', 'first', undefined, 'first'],
  ['analyzing', 'first', undefined, 'first'], // its worker died
] as const)('a report found %s by a job for a %s, adopted %s: %s', (status, asked, adopted, expected) => {
  expect(wantedWork(status, asked, adopted)).toBe(expected)
})
