import type { DataSet } from './data-set.ts'
import { attributeOf } from './dictionary.ts'

/**
 * Attributes that are `US or SS` follow PixelRepresentation (PS3.5 A.1), which an implicit reader may meet after them or
 * in the data set around them: they are settled once all is read.
 */
export function settleSignedChoices(set: DataSet, outer = false): void {
  const own = set.number('PixelRepresentation')
  const signed = own === undefined ? outer : own === 1
  for (const e of set.elements.values()) {
    for (const item of e.items ?? []) settleSignedChoices(item, signed)
    if (signed && e.vr === 'US' && attributeOf(e.tag)?.signedChoice) set.elements.set(e.tag, { ...e, vr: 'SS' })
  }
}
