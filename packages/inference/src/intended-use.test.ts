import { describe, expect, test } from 'vitest'
import { checkUse, mergeContext } from './intended-use.ts'
import { testManifest, testNetwork } from './testing/test-network.ts'

const use = testManifest(testNetwork()).intendedUse
const fitting = { modality: 'DX', bodyPart: 'CHEST', viewPosition: 'AP', patientAgeYears: 3, device: 'Acme X1' }

const flagsOf = (context: object) => checkUse({ ...fitting, ...context }, use).flags.map(({ code }) => code)
const refusalOf = (context: object) => checkUse({ ...fitting, ...context }, use).refusal?.code

describe('the intended use', () => {
  test('has nothing to say of what fits', () => expect(checkUse(fitting, use)).toEqual({ flags: [] }))

  test.each([
    [{ modality: 'CT' }, 'wrong_modality'],
    [{ bodyPart: 'HAND' }, 'wrong_body_part'],
    [{ viewPosition: 'LL' }, 'lateral_view'],
    [{ viewPosition: ' lateral ' }, 'lateral_view'],
  ])('refuses %j as %s', (context, code) => expect(refusalOf(context)).toBe(code))

  test.each([
    [{ modality: undefined }, 'modality_unknown'],
    [{ bodyPart: '' }, 'body_part_unknown'],
    [{ viewPosition: undefined }, 'view_unknown'],
    [{ viewPosition: 'LORDOTIC' }, 'view_unusual'],
    [{ patientAgeYears: undefined }, 'age_unknown'],
    [{ patientAgeYears: 16 }, 'adult'],
    [{ patientAgeYears: 6 }, 'age_outside'],
    [{ patientAgeYears: 0.5 }, 'age_outside'],
    [{ device: undefined }, 'device_unknown'],
  ])('reads %j and flags it as %s', (context, code) => {
    expect(refusalOf(context)).toBeUndefined()
    expect(flagsOf(context)).toEqual([code])
  })

  test('a child of five years and eleven months is five', () => expect(flagsOf({ patientAgeYears: 5.9 })).toEqual([]))

  test('the image’s own header goes before what the study is said to be', () => {
    const merged = mergeContext({ viewPosition: 'LL', modality: undefined }, { viewPosition: 'PA', modality: 'DX' })
    expect(merged).toEqual({ viewPosition: 'LL', modality: 'DX' })
  })
})
