import type { Manifest } from './model/manifest.ts'
import type { Probabilities, RiskCategory } from './reading.ts'

/** Softmax, shifted by the largest so that nothing overflows. */
export function softmax(logits: ArrayLike<number>, temperature = 1): number[] {
  const scaled = Array.from(logits, (logit) => logit / temperature)
  const top = Math.max(...scaled)
  const powers = scaled.map((value) => Math.exp(value - top))
  const sum = powers.reduce((total, power) => total + power, 0)
  return powers.map((power) => power / sum)
}

/** The network's classes, calibrated by the model's temperature, added up by the risk that model.json gives each. */
export function probabilities(logits: ArrayLike<number>, { classes, risk, calibration }: Manifest): Probabilities {
  const result: Probabilities = { low: 0, medium: 0, high: 0 }
  softmax(logits, calibration.temperature).forEach((share, i) => {
    const category = risk[classes[i] ?? '']
    if (category !== undefined) result[category] += share
  })
  return result
}

export type Decision = { category: RiskCategory; probability: number }

/** The decision rule of model.json: below the threshold nothing needs attention, above it the likelier of the two kinds decides. */
export function decide(p: Probabilities, { thresholds }: Manifest): Decision {
  const category = 1 - p.low < thresholds.pneumonia.value ? 'low' : p.high >= p.medium ? 'high' : 'medium'
  return { category, probability: p[category] }
}

/** The abstaining rule of model.json: a decision less probable than this is not given. */
export const abstains = (decision: Decision, { abstain }: Manifest): boolean =>
  decision.probability < abstain.minConfidence
