import { Problem } from '@firstread/contract'
import { expect, test } from 'vitest'
import { commonPasswords } from './common-passwords.ts'
import { refuseWeakPassword } from './password-rules.ts'

const owner = { name: 'Ottilie Marrow', email: 'o.marrow@north-clinic.test' }
/** The codes of the rules that a password breaks; none means it is taken. */
async function broken(password: string, min = 12): Promise<string[]> {
  const refused = await refuseWeakPassword(password, owner, min).catch((error) => error)
  if (refused === undefined) return []
  if (!(refused instanceof Problem)) throw refused
  return refused.extra.errors?.map((error) => error.code) ?? []
}

test.each([
  ['Lamp-Otter-41', 'three classes at 13 characters'],
  ['lamp-otter-411', 'three classes at 14 characters'],
  ['lamp otter ladder', '15 and more need no classes'],
  ['ランプとカワウソと三つのはしごと青い空', 'any script'],
  [`${'wren kettle lagoon '.repeat(4)}x`, '77 characters'],
  ['¿Lámpara-nutria', 'accents'],
])('%s is taken: %s', async (password) => {
  expect(await broken(password)).toEqual([])
})

test.each([
  ['Otter-41', ['too-short']],
  ['Lamp-Otter1', ['too-short']],
  ['lampandotter', ['too-plain']],
  ['lampandotter41', ['too-plain']],
  ['LAMPANDOTTER41', ['too-plain']],
  ['Abc1Abc1Abc1', ['repetitive']],
  ['zzzzzzzzzzzzzzzzzz', ['repetitive']],
  ['0123456789012345', ['repetitive']],
  ['zyxwvutsrqponml', ['repetitive']],
  ['1qaz2wsx3edc4rfv', ['common']],
  ['Password1234!', ['common']],
  ['!!Sunshine2026', ['common']],
  ['Radiology#2026', ['common']],
  ['Firstread-lamp-7', ['product-word']],
  ['Ottilie-lamp-77', ['personal']],
  ['lamp.marrow.lamp', ['personal']],
  ['o.marrow@north-clinic.test', ['personal']],
])('%s is refused as %j', async (password, codes) => {
  expect(await broken(password)).toEqual(codes)
})

test('composed and decomposed signs are the same password and have the same length', async () => {
  // é as one sign (NFC) or as e and an accent (NFD): eleven letters either way.
  const eleven = 'Lámpára-é-1'
  expect([...eleven.normalize('NFC')]).toHaveLength(11)
  expect([...eleven.normalize('NFD')].length).toBeGreaterThanOrEqual(12)
  expect(await broken(eleven.normalize('NFD'))).toEqual(['too-short'])
})

test('the strict setting asks for fifteen', async () => {
  expect(await broken('Lamp-Otter-41', 15)).toEqual(['too-short'])
  expect(await broken('Lamp-Otter-4100', 15)).toEqual([])
})

test('the list of common passwords is a large one', async () => {
  const { whole, words } = await commonPasswords()
  expect(whole.size).toBeGreaterThan(10_000)
  expect(words.size).toBeGreaterThan(8_000)
})
