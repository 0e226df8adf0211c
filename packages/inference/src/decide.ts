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

/**
 * The decision rule of model.json: below the threshold nothing needs attention; above it, the share of high among the two kinds decides.
 * Both thresholds belong to this version of the model.
 */
export function decide(p: Probabilities, { thresholds }: Manifest): Decision {
  if (1 - p.low < thresholds.pneumonia.value) return { category: 'low', probability: p.low }
  const either = p.medium + p.high
  const category = either > 0 && p.high / either >= thresholds.high.value ? 'high' : 'medium'
  return { category, probability: p[category] }
}

/**
 * How far a reading lies from the line between "needs attention" and "does not": 0.5 on the line, 1 where the model is certain. The line
 * is not at one half, so a plain probability would not say it.
 */
export function confidenceOf(p: Probabilities, { thresholds }: Manifest): number {
  const attention = 1 - p.low
  const line = thresholds.pneumonia.value
  const way = attention >= line ? (attention - line) / (1 - line) : (line - attention) / line
  return 0.5 + 0.5 * way
}
