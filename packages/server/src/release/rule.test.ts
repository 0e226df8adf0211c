import { expect, test } from 'vitest'
import { decide, releaseRule } from './rule.ts'

test.each([
  [{ mode: 'at_signing', delayHours: 0, afterCall: false }, 'released'],
  [{ mode: 'at_signing', delayHours: 24, afterCall: false }, 'released'],
  [{ mode: 'delayed', delayHours: 24, afterCall: false }, 'scheduled'],
  [{ mode: 'delayed', delayHours: 0, afterCall: false }, 'released'],
  [{ mode: 'held', delayHours: 24, afterCall: false }, 'held'],
  [{ mode: 'at_signing', delayHours: 0, afterCall: true }, 'held'],
  [{ mode: 'delayed', delayHours: 24, afterCall: true }, 'held'],
] as const)('%o is %s', (rule, state) => {
  const decision = decide(rule)
  expect(decision.state).toBe(state)
  expect(decision.heldReason !== null).toBe(state === 'held')
})

test('a mode that nobody knows is no reason to release', () => {
  expect(() => releaseRule.parse({ mode: 'sometimes', delayHours: 0, afterCall: false })).toThrow()
})
