import type { DataSet, Element } from './data-set.ts'
import { attributeOf } from './dictionary.ts'

/**
 * Attributes that are `US or SS` follow PixelRepresentation (PS3.5 A.1), which an implicit reader may meet after them or
 * in the data set around them: they are settled once all is read. A VR that the file itself names stands.
 */
export function settleSignedChoices(set: DataSet, outer = false): void {
  const own = set.number('PixelRepresentation')
  const signed = own === undefined ? outer : own === 1
  for (const e of set.elements.values()) {
    for (const item of e.items ?? []) settleSignedChoices(item, signed)
    if (signed && e.vr === 'US' && attributeOf(e.tag)?.signedChoice && !isNamed(set, e))
      set.elements.set(e.tag, { ...e, vr: 'SS' })
  }
}

/** Whether `US` stands in front of the length. Without VR there would be the length itself, which of words is never odd. */
const isNamed = ({ source: { bytes } }: DataSet, { offset }: Element): boolean =>
  bytes[offset - 4] === 0x55 && bytes[offset - 3] === 0x53
