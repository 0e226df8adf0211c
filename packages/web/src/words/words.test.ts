import { describe, expect, test } from 'vitest'
import { en } from './en/index.ts'
import { catalogues, partsOfEverybody } from './index.ts'

/** Every leaf of a catalogue by its path, with what it is. */
function leaves(node: unknown, path = ''): [string, unknown][] {
  if (typeof node !== 'object' || node === null) return [[path, node]]
  return Object.entries(node).flatMap(([key, value]) => leaves(value, path ? `${path}.${key}` : key))
}
const keysOf = (node: unknown) => leaves(node).map(([path]) => path)

/** The same in any language: names, abbreviations, words that were taken over. */
const shared = /^(frame\.name|frame\.account\.name|domain\.imageType\.ct_scan|domain\.role\.patient)$/

const others = Object.entries(catalogues).filter(([code]) => code !== 'en')
describe.each(others)('%s', (_code, { load }) => {
  test('says the frame, the problems and the pages of patients; no key is missing, none is left over', async () => {
    const parts = await load()
    for (const part of [...partsOfEverybody, 'patient'] as const) {
      expect(keysOf(parts[part]).toSorted(), part).toEqual(keysOf(en[part]).toSorted())
    }
  })

  test('says it in its own words: nothing is empty, nothing was left in English, what takes a value uses it', async () => {
    const parts = await load()
    for (const part of [...partsOfEverybody, 'patient'] as const) {
      const english = new Map(leaves(en[part], part))
      for (const [path, value] of leaves(parts[part], part)) {
        const original = english.get(path)
        expect(typeof value, path).toBe(typeof original)
        if (typeof value === 'function') {
          const say = value as (...given: unknown[]) => string
          expect(say('Zoë', 7), path).toMatch(/Zoë|7/)
        } else if (!shared.test(path)) {
          expect(String(value).trim(), path).not.toBe('')
          expect(value, path).not.toBe(original)
        }
      }
    }
  })
})

test('a part that a language lacks is one that English has', async () => {
  for (const { load } of Object.values(catalogues)) {
    expect(Object.keys(en)).toEqual(expect.arrayContaining(Object.keys(await load())))
  }
})
