import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { Problem, problems } from './problems.ts'

const page = readFileSync(new URL('../../../docs/problems.md', import.meta.url), 'utf8')
/** `| code | HTTP | title | audited | what to do |` */
const rows = [...page.matchAll(/^\| `([a-z-]+)` \| (\d{3}) \| (.+?) \| (yes)? ?\| (.+) \|$/gm)].map(
  ([, code, http, title, audited, advice]) => ({ code, http: Number(http), title, audited: audited === 'yes', advice }),
)

test('docs/problems.md has every code of the table, in its order and its words, and no other', () => {
  const table = Object.entries(problems).map(([code, { http, title, audited }]) => ({ code, http, title, audited }))
  expect(rows.map(({ advice: _, ...row }) => row)).toEqual(table)
})

test('the page says what to do about each of them', () => {
  for (const { code, advice } of rows) expect(advice?.trim().length, code).toBeGreaterThan(10)
})

test('every status is one of the 4xx and 5xx, every title is free of a full stop', () => {
  for (const [code, { http, title }] of Object.entries(problems)) {
    expect(http, code).toBeGreaterThanOrEqual(400)
    expect(http, code).toBeLessThan(600)
    expect(title, code).not.toMatch(/\.$/)
  }
})

test('a problem without a detail says its title, and keeps its cause to itself', () => {
  const cause = new Error('inside')
  const problem = new Problem('busy', undefined, { cause })
  expect(problem).toMatchObject({ message: problems.busy.title, cause, code: 'busy' })
  expect(new Problem('busy', 'in particular').message).toBe('in particular')
})
