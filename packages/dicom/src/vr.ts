/**
 * Value representations, PS3.5 6.2. `long`: 32-bit length in explicit VR (PS3.5 7.1.2). `size`: bytes of one word that
 * byte order turns, 1 for text. `text` names the character rules: `charset` follows SpecificCharacterSet, `ascii` does not.
 */
interface VrRule {
  readonly long: boolean
  readonly size: 1 | 2 | 4 | 8
  readonly kind: 'text' | 'number' | 'bytes' | 'sequence' | 'tag'
  readonly charset: boolean
  /** backslash separates values */
  readonly multiple: boolean
}

const ascii: VrRule = { long: false, size: 1, kind: 'text', charset: false, multiple: true }
const local: VrRule = { ...ascii, charset: true }
const oneText: VrRule = { ...local, multiple: false }
const number = (size: 2 | 4 | 8): VrRule => ({ long: false, size, kind: 'number', charset: false, multiple: true })
const bytes = (size: 1 | 2 | 4 | 8): VrRule => ({ long: true, size, kind: 'bytes', charset: false, multiple: false })

export const vrRules = {
  AE: ascii,
  AS: ascii,
  AT: { ...number(2), kind: 'tag' },
  CS: ascii,
  DA: ascii,
  DS: ascii,
  DT: ascii,
  FD: number(8),
  FL: number(4),
  IS: ascii,
  LO: local,
  LT: oneText,
  OB: bytes(1),
  OD: bytes(8),
  OF: bytes(4),
  OL: bytes(4),
  OV: bytes(8),
  OW: bytes(2),
  PN: local,
  SH: local,
  SL: number(4),
  SQ: { ...bytes(1), kind: 'sequence' },
  SS: number(2),
  ST: oneText,
  SV: { ...number(8), long: true },
  TM: ascii,
  UC: { ...local, long: true },
  UI: ascii,
  UL: number(4),
  UN: bytes(1),
  UR: { ...oneText, long: true, charset: false },
  US: number(2),
  UT: { ...oneText, long: true },
  UV: { ...number(8), long: true },
} as const satisfies Record<string, VrRule>

export type Vr = keyof typeof vrRules

/** By the two letters as they stand in the stream: first letter in the high byte. */
const byCode = new Map(
  (Object.keys(vrRules) as Vr[]).map((vr) => [(vr.charCodeAt(0) << 8) | vr.charCodeAt(1), vr] as const),
)

export const vrFromCode = (code: number): Vr | undefined => byCode.get(code)

export const ruleOf = (vr: Vr): VrRule => vrRules[vr]
