import { describe, expect, test } from 'vitest'
import { inspect, isUid, parse, synthesize, text } from './index.ts'
import { ask, haveTool } from './testing/tools.ts'

const kinds = ['DX', 'CT', 'SC'] as const
const uids = (bytes: Uint8Array) => {
  const { studyInstanceUid, seriesInstanceUid, sopInstanceUid } = inspect(bytes, bytes.length)
  return [studyInstanceUid, seriesInstanceUid, sopInstanceUid]
}

test('the same options make the same bytes, another seed others', () => {
  expect(synthesize({ seed: 4 })).toEqual(synthesize({ seed: 4 }))
  expect(synthesize({ seed: 4 })).not.toEqual(synthesize({ seed: 5 }))
})

test('instances of one study share its UID and not their own', () => {
  const [a, b] = [1, 2].map((seed) => uids(synthesize({ seed, patient: 7, study: 8, series: 9 })))
  expect(a?.slice(0, 2)).toEqual(b?.slice(0, 2))
  expect(a?.[2]).not.toBe(b?.[2])
  expect(a?.every((uid) => isUid(uid ?? ''))).toBe(true)
})

test('elements are added, replaced and removed by keyword', () => {
  const { elements } = parse(
    synthesize({ elements: { PatientID: 'X', StudyDescription: 'Chest', Manufacturer: undefined } }),
  )
  expect(text(elements, 'PatientID')).toBe('X')
  expect(text(elements, 'StudyDescription')).toBe('Chest')
  expect(text(elements, 'Manufacturer')).toBeUndefined()
  expect(() => synthesize({ elements: { PatientIdd: 'X' } })).toThrow(RangeError)
})

describe.skipIf(!haveTool('dciodvfy'))('dciodvfy finds nothing to complain about', () => {
  const classes = { DX: 'DXImageForPresentation', CT: 'CTImage', SC: 'SCImage' }
  test.each(kinds)('%s', (kind) => {
    // it names the kind of object it recognised and nothing else
    expect(ask('dciodvfy', [], synthesize({ kind })).said.trim()).toBe(classes[kind])
  })
})
