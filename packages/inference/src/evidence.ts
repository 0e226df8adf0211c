import type { Grid } from './anatomy.ts'
import type { Manifest } from './model/manifest.ts'
import type { NetworkOutput } from './network/network.ts'
import type { RiskCategory } from './reading.ts'

/**
 * How much each place speaks for one class against the others: its activation minus the mean of theirs, where that is positive. The
 * network's logits are the mean of these activations over the places, so this is the decision itself, spread over the picture.
 *
 * @param maps   class activation maps, classes × height × width, row-major
 * @param chosen indices of the classes to argue for (several when they share a risk)
 */
export function evidenceFor(
  maps: Float32Array,
  classes: number,
  height: number,
  width: number,
  chosen: readonly number[],
): Grid {
  const size = height * width
  const values = new Float32Array(size)
  const others = classes - chosen.length
  for (let at = 0; at < size; at++) {
    let pro = 0
    let contra = 0
    for (let c = 0; c < classes; c++) {
      const value = maps[c * size + at] as number
      if (chosen.includes(c)) pro += value
      else contra += value
    }
    values[at] = Math.max(0, pro / Math.max(1, chosen.length) - contra / Math.max(1, others))
  }
  return { values, width, height }
}

/** The evidence for the category that was decided, from the very run that decided it; `undefined` when the model gives no maps. */
export function evidenceOf(
  { maps }: NetworkOutput,
  category: RiskCategory,
  { classes, risk }: Manifest,
): Grid | undefined {
  if (maps === undefined) return
  const chosen = classes.flatMap((name, i) => (risk[name] === category ? [i] : []))
  return evidenceFor(maps.values, classes.length, maps.height, maps.width, chosen)
}
