import { softmax } from '../decide.ts'
import type { Manifest } from '../model/manifest.ts'
import type { NetworkOutput } from '../network/network.ts'
import type { Concern } from './score.ts'

/** What the network's quality classes mean to a person; a class that is not here is described by its name. */
const explanations: Record<string, string> = {
  rotated: 'The film seems to be turned.',
  inverted: 'Black and white seem to be exchanged.',
  cropped: 'Part of the chest seems to be cut off.',
  blurred: 'The picture seems to be blurred.',
  washed_out: 'The picture seems to be washed out.',
  low_resolution: 'The picture seems to have been made from very few pixels.',
}

const WARN_COST = 0.3
const REFUSE_COST = 0.7

/** Codes are written with underscores, as all our reasons are. */
const codeOf = (name: string) => name.toLowerCase().replaceAll('-', '_')

/** What the network's quality head has to say: a class beyond its threshold in model.json is a concern. */
export function headConcerns({ quality: logits }: NetworkOutput, { quality }: Manifest): Concern[] {
  if (logits === undefined || !quality) return []
  const shares = softmax(logits)
  return quality.classes.flatMap((name, i) => {
    const limits = quality.thresholds[name]
    const share = shares[i] ?? 0
    const refuse = limits?.refuse ?? Number.POSITIVE_INFINITY
    if (share < Math.min(limits?.warn ?? Number.POSITIVE_INFINITY, refuse)) return []
    const code = codeOf(name)
    const explanation = explanations[code] ?? `The model remarks on the picture: ${name}.`
    return [{ code, explanation, cost: share >= refuse ? REFUSE_COST : WARN_COST, refuse: share >= refuse }]
  })
}
