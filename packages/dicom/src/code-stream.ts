/** Size of a coded frame as its own header says, so that a lie is seen before a codec takes memory for it. */
export interface CodedSize {
  readonly rows: number
  readonly columns: number
  readonly components: number
  /** bits of a sample */
  readonly precision: number
}

/** JPEG-LS (ITU-T T.87 C.2.2): the frame header SOF55 is laid out like that of JPEG. */
export function jpegLsSize(bytes: Uint8Array): CodedSize | undefined {
  let at = 2
  while (at + 9 < bytes.length && bytes[at] === 0xff) {
    const marker = bytes[at + 1]
    if (marker === 0xff) at++
    else if (marker === 0xf7)
      return {
        precision: bytes[at + 4] ?? 0,
        rows: word(bytes, at + 5),
        columns: word(bytes, at + 7),
        components: bytes[at + 9] ?? 0,
      }
    else at += 2 + word(bytes, at + 2)
  }
  return undefined
}

/**
 * JPEG 2000 and HTJ2K (ITU-T T.800 A.5.1): SIZ follows SOC at once. In a JP2 container, which DICOM does not allow but
 * some writers send, the code stream begins further in.
 */
export function jpeg2000Size(
  bytes: Uint8Array,
): (CodedSize & { readonly at: number; readonly plain: boolean }) | undefined {
  const at = codeStreamAt(bytes)
  if (at === undefined || at + 44 > bytes.length) return undefined
  const long = (from: number) => word(bytes, from) * 0x10000 + word(bytes, from + 2)
  const columns = long(at + 8) - long(at + 16)
  const rows = long(at + 12) - long(at + 20)
  const components = word(bytes, at + 40)
  const precision = ((bytes[at + 42] ?? 0) & 0x7f) + 1
  return { rows, columns, components, precision, at, plain: isPlain(bytes, at + 42, components) }
}

/** Each component at full size with at most 16 bits: Ssiz, XRsiz and YRsiz of T.800 Table A.11. Codecs misread the rest. */
function isPlain(bytes: Uint8Array, at: number, components: number): boolean {
  const each = Array.from({ length: Math.min(components, 4) }, (_, i) => bytes.subarray(at + 3 * i, at + 3 * i + 3))
  return each.every(([depth = 0xff, dx, dy]) => (depth & 0x7f) < 16 && dx === 1 && dy === 1)
}

/** SOC and SIZ together make a signature that does not occur in the boxes of a container by chance. */
function codeStreamAt(bytes: Uint8Array): number | undefined {
  const limit = Math.min(bytes.length - 4, 64 * 1024)
  for (let at = 0; at <= limit; at++) {
    if (bytes[at] === 0xff && bytes[at + 1] === 0x4f && bytes[at + 2] === 0xff && bytes[at + 3] === 0x51) return at
  }
  return undefined
}

const word = (bytes: Uint8Array, at: number) => ((bytes[at] ?? 0) << 8) | (bytes[at + 1] ?? 0)
