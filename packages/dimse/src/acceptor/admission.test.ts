import { expect, test } from 'vitest'
import { defaultLimits } from '../limits.ts'
import { Admission } from './admission.ts'

test('a peer has so many associations at once, others are not touched by that', () => {
  const admission = new Admission({ ...defaultLimits, associationsPerPeer: 2 })
  expect([1, 2, 3].map(() => admission.enter({ key: 'ct' }))).toEqual([undefined, undefined, 'local-limit-exceeded'])
  expect(admission.enter({ key: 'mr' })).toBeUndefined()
  admission.leave('ct')
  expect(admission.enter({ key: 'ct' })).toBeUndefined()
  expect(admission.open).toBe(3)
})

test('a peer may have a number of its own', () => {
  const admission = new Admission({ ...defaultLimits, associationsPerPeer: 2 })
  const answers = [1, 2, 3, 4].map(() => admission.enter({ key: 'gateway', associations: 3 }))
  expect(answers).toEqual([undefined, undefined, undefined, 'local-limit-exceeded'])
})

test('all peers together have so many', () => {
  const admission = new Admission({ ...defaultLimits, associations: 3 })
  const answers = ['a', 'b', 'c', 'd'].map((key) => admission.enter({ key }))
  expect(answers).toEqual([undefined, undefined, undefined, 'local-limit-exceeded'])
})

test('a peer that comes too fast is asked to come later, and may', () => {
  const admission = new Admission({ ...defaultLimits, associationRate: 2 })
  const at = (now: number) => {
    const answer = admission.enter({ key: 'ct' }, now)
    if (answer === undefined) admission.leave('ct')
    return answer
  }
  expect(Array.from({ length: 20 }, () => at(1000))).toEqual(Array(20).fill(undefined)) // ten seconds' worth at once
  expect(at(1000)).toBe('temporary-congestion')
  expect(at(1600)).toBeUndefined() // 0.6 seconds give 1.2 more
  expect(at(1600)).toBe('temporary-congestion')
})
