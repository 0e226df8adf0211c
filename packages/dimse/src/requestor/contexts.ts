import { explicitLittleEndian, implicitLittleEndian } from '@firstread/dicom'
import type { InstanceKind } from '../acceptor/services.ts'
import { queryClasses, verification } from '../sop-classes.ts'
import type { WantedContext } from './destination.ts'

/** Identifiers are odd numbers of one byte (PS3.8 9.3.2.2). */
const MOST_CONTEXTS = 128

const native: readonly string[] = [explicitLittleEndian, implicitLittleEndian]

/**
 * Contexts to send these instances: each kind in a context of its own, so that it can go as it is, and each SOP class in
 * one that everybody understands, for those that have to be converted. What is too much is left out, conversions first.
 */
export function storageContexts(kinds: readonly InstanceKind[]): WantedContext[] {
  const asTheyAre = new Map(
    kinds.map(({ sopClassUid, transferSyntaxUid }) => [
      `${sopClassUid} ${transferSyntaxUid}`,
      { abstractSyntax: sopClassUid, transferSyntaxes: [transferSyntaxUid] },
    ]),
  )
  const classes = [...new Set(kinds.map(({ sopClassUid }) => sopClassUid))]
  const converted = classes.map((abstractSyntax) => ({ abstractSyntax, transferSyntaxes: native }))
  return [...asTheyAre.values(), ...converted].slice(0, MOST_CONTEXTS)
}

export const verificationContext: WantedContext = {
  abstractSyntax: verification,
  transferSyntaxes: [implicitLittleEndian],
}

export const studyFindContext: WantedContext = {
  abstractSyntax: queryClasses.study.find,
  transferSyntaxes: [explicitLittleEndian, implicitLittleEndian],
}
