import { expect, test } from 'vitest'
import { draftOf } from './form.ts'

test('an emptied text empties the field, and spaces are no text', () => {
  expect(draftOf({ clinicalFindings: '  ', recommendedAction: 'Antibiotics' })).toEqual({
    clinicalFindings: null,
    recommendedAction: 'Antibiotics',
  })
})

test('a date asks for a follow-up, taking it away takes the wish back', () => {
  expect(draftOf({ followUpDate: '2026-12-01' })).toEqual({ followUpDate: '2026-12-01', followUpRequired: true })
  expect(draftOf({ followUpDate: '' })).toEqual({ followUpRequired: false })
})

test('what was not touched is not sent', () => {
  expect(draftOf({ doctorRiskAssessment: 'low' })).toEqual({ doctorRiskAssessment: 'low' })
})
