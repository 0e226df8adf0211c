import type { Quality, Remark } from '../reading.ts'
import { qualityRules, type Rule, type Subject } from './rules.ts'

/** `refused` names the first reason for which the picture is too poor to read. */
export type Judgement = Quality & { refused?: Remark }

/** What a remark costs: from this much at the limit of `warn`… */
const LEAST = 0.15
/** …to this much at the limit of `refuse` and beyond. */
const MOST = 0.7

export type Concern = Remark & { cost: number; refuse: boolean }

/** How far a value has gone from `warn` (0) to `refuse` (1); negative when there is nothing to remark. */
function severity({ when, warn, refuse }: Rule, value: number): number {
  const beyond = when === 'below' ? warn - value : value - warn
  const room = refuse === undefined ? Number.POSITIVE_INFINITY : Math.abs(refuse - warn)
  return beyond <= 0 ? -1 : Math.min(1, beyond / room)
}

/** What our own measurements have to say. */
export function concerns(subject: Subject, rules: readonly Rule[] = qualityRules): Concern[] {
  return rules.flatMap((rule) => {
    const grade = severity(rule, subject[rule.of])
    if (grade < 0) return []
    return [
      { code: rule.code, explanation: rule.explanation, cost: LEAST + grade * (MOST - LEAST), refuse: grade >= 1 },
    ]
  })
}

/** Adds concerns up to a score of 0 to 1. The same code twice (measured, and seen by the network) counts once, at its worst. */
export function judge(all: readonly Concern[]): Judgement {
  const worst = new Map<string, Concern>()
  for (const concern of all) {
    const known = worst.get(concern.code)
    if (known === undefined || concern.cost > known.cost) worst.set(concern.code, concern)
  }
  const kept = [...worst.values()]
  const cost = kept.reduce((sum, concern) => sum + concern.cost, 0)
  const refused = kept.find((concern) => concern.refuse)
  const quality = {
    score: Math.round(Math.max(0, 1 - cost) * 1000) / 1000,
    reasons: kept.map(({ code, explanation }) => ({ code, explanation })),
  }
  if (refused === undefined) return quality
  return { ...quality, refused: { code: refused.code, explanation: refused.explanation } }
}
