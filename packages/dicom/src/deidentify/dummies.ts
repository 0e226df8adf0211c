import type { JsonElement, JsonValue } from '../json.ts'

/** Values that say nothing, by VR (PS3.15 E.1: "a non-zero length value that may be a dummy value"). */
const dummies: Readonly<Record<string, JsonValue>> = {
  AE: 'ANONYMOUS',
  AS: '000Y',
  CS: 'ANONYMOUS',
  DA: '19000101',
  DT: '19000101000000',
  TM: '000000',
  DS: 0,
  IS: 0,
  FD: 0,
  FL: 0,
  SL: 0,
  SS: 0,
  SV: 0,
  UL: 0,
  US: 0,
  UV: 0,
  LO: 'ANONYMIZED',
  LT: 'ANONYMIZED',
  SH: 'ANONYMIZED',
  ST: 'ANONYMIZED',
  UC: 'ANONYMIZED',
  UT: 'ANONYMIZED',
  UR: 'urn:anonymized',
  PN: { Alphabetic: 'ANONYMIZED' },
}

/** As many values as there were; binary ones become two zero bytes. */
export function dummyOf({ vr, Value: values, InlineBinary: binary }: JsonElement): JsonElement {
  const dummy = dummies[vr]
  if (dummy === undefined) return { vr, InlineBinary: 'AAA=' }
  if (values === undefined && binary === undefined) return { vr } // it was empty
  return { vr, Value: Array.from({ length: values?.length ?? 1 }, () => dummy) }
}
