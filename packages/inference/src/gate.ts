import { softmax } from './decide.ts'
import type { Picture } from './image/picture.ts'
import type { Manifest } from './model/manifest.ts'
import type { NetworkOutput } from './network/network.ts'
import type { Measures } from './quality/measures.ts'
import type { Remark } from './reading.ts'

/** Radiographs are grey; files that store them as colour differ by a level or two from rounding. */
const MOST_CHROMA = 0.04
/** Below this spread of grey levels (2 of 255) there is nothing to see. */
const LEAST_SPREAD = 2 / 255
/** Steps between neighbours relative to the spread: films reach 0.19, grass 0.7, noise 1.1. */
const MOST_DETAIL = 0.4

/** Fewer pixels than this on a side are no picture at all. */
const LEAST_SIDE = 32

export const tiny = ({ width, height }: Picture): boolean => Math.min(width, height) < LEAST_SIDE

/** What needs no network to say that this is not for us. */
export function plainRefusal({ chroma }: Picture, { spread, detail }: Measures): Remark | undefined {
  if (spread < LEAST_SPREAD) return { code: 'blank', explanation: 'The picture is blank.' }
  if (chroma > MOST_CHROMA) return { code: 'colour_picture', explanation: 'A picture in colour: radiographs are grey.' }
  if (detail > MOST_DETAIL)
    return { code: 'not_chest', explanation: 'The picture is noise or a texture, not a chest X-ray.' }
  return undefined
}

const notChest: Remark = { code: 'not_chest', explanation: 'This does not look like a frontal chest X-ray.' }

/** What the gate's other classes mean; a class that is not here is no chest. */
const refusals: Record<string, Remark> = {
  other_radiograph: { code: 'not_chest', explanation: 'This looks like a radiograph of another part of the body.' },
  chest_lateral: {
    code: 'lateral_view',
    explanation: 'This looks like a view from the side; only frontal views are read.',
  },
  cross_section: {
    code: 'cross_section',
    explanation: 'This looks like a slice (CT, MR, ultrasound), not a radiograph.',
  },
  picture: { code: 'not_radiograph', explanation: 'This looks like a photograph, a drawing or a page of text.' },
  blank: { code: 'blank', explanation: 'The picture is blank.' },
}

/** What the network's own gate says: is this picture of the kind that the model was trained on? */
export function gateRefusal({ gate: logits }: NetworkOutput, { gate }: Manifest): Remark | undefined {
  if (logits === undefined || !gate) return
  const shares = softmax(logits)
  if ((shares[gate.classes.indexOf(gate.accept)] ?? 0) >= gate.threshold) return
  const rivals = gate.classes.map((name, i) => ({ name, share: name === gate.accept ? -1 : (shares[i] ?? 0) }))
  const likeliest = rivals.reduce((best, rival) => (rival.share > best.share ? rival : best))
  return refusals[likeliest.name] ?? notChest
}

const unlike: Remark = {
  code: 'population_differs',
  explanation: 'This film looks different from those the model was trained on: another age, device or way of exposure.',
}

/** A chest film all the same, but unlike the training films: the root mean square of the whitened features, about 1 for those. */
export function populationFlags({ embedding }: NetworkOutput, { gate }: Manifest): Remark[] {
  if (embedding === undefined || !gate?.embedding) return []
  const distance = Math.sqrt(embedding.reduce((sum, value) => sum + value * value, 0) / embedding.length)
  return distance > gate.embedding.threshold ? [unlike] : []
}
