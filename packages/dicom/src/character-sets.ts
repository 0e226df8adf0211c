/** Turns bytes of one character set into Unicode. */
export type Decode = (bytes: Uint8Array) => string

export interface CharacterSet {
  readonly decode: Decode
  /** the bytes after ESC that bring the set in, PS3.5 6.1.2.5 */
  readonly escape?: string
  /** pairs with the high bit down */
  readonly double?: boolean
  /** ASCII: says nothing about bytes above it */
  readonly plain?: boolean
}

function webDecode(label: string): Decode {
  let decoder: InstanceType<typeof TextDecoder> | undefined
  return (bytes) => {
    decoder ??= new TextDecoder(label)
    return decoder.decode(bytes)
  }
}

/** Latin 1 proper: the web's "iso-8859-1" is windows-1252, which differs below 0xA0. */
export const latin1: Decode = (bytes) =>
  Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('latin1')

/** JIS X 0201: half-width katakana from 0xA1 to 0xDF, else ASCII (the yen sign at 0x5C stays the delimiter that it is). */
const jis0201: Decode = (bytes) =>
  Array.from(bytes, (b) => String.fromCharCode(b >= 0xa1 && b <= 0xdf ? b - 0xa1 + 0xff61 : b)).join('')

const eucJp = webDecode('euc-jp')
/** JIS X 0208 in ISO 2022 is EUC-JP with the high bits down. */
const jis0208: Decode = (bytes) => eucJp(bytes.map((b) => b | 0x80))
/** JIS X 0212 likewise, with EUC-JP's mark 0x8F before each pair. */
const jis0212: Decode = (bytes) => {
  const pairs = Math.floor(bytes.length / 2)
  return eucJp(
    Uint8Array.from({ length: pairs * 3 }, (_, i) =>
      i % 3 === 0 ? 0x8f : (bytes[i - Math.floor(i / 3) - 1] ?? 0) | 0x80,
    ),
  )
}

const eucKr = webDecode('euc-kr')
const gb18030 = webDecode('gb18030')

/** The defined terms of PS3.3 Tables C.12-2 to C.12-5, without their `ISO_` and `ISO 2022 `. */
const sets: Readonly<Record<string, CharacterSet>> = {
  'IR 6': { decode: latin1, escape: '(B', plain: true },
  'IR 14': { decode: jis0201, escape: '(J' },
  'IR 100': { decode: latin1, escape: '-A' },
  'IR 101': { decode: webDecode('iso-8859-2'), escape: '-B' },
  'IR 109': { decode: webDecode('iso-8859-3'), escape: '-C' },
  'IR 110': { decode: webDecode('iso-8859-4'), escape: '-D' },
  'IR 126': { decode: webDecode('iso-8859-7'), escape: '-F' },
  'IR 127': { decode: webDecode('iso-8859-6'), escape: '-G' },
  'IR 138': { decode: webDecode('iso-8859-8'), escape: '-H' },
  'IR 144': { decode: webDecode('iso-8859-5'), escape: '-L' },
  'IR 148': { decode: webDecode('iso-8859-9'), escape: '-M' },
  'IR 166': { decode: webDecode('windows-874'), escape: '-T' },
  'IR 203': { decode: webDecode('iso-8859-15'), escape: '-b' },
  'IR 13': { decode: jis0201, escape: ')I' },
  'IR 87': { decode: jis0208, escape: '$B', double: true },
  'IR 159': { decode: jis0212, escape: '$(D', double: true },
  'IR 149': { decode: eucKr, escape: '$)C' },
  'IR 58': { decode: gb18030, escape: '$)A' },
  'IR 192': { decode: webDecode('utf-8') },
  GB18030: { decode: gb18030 },
  GBK: { decode: webDecode('gbk') },
}

/** Those that an escape brings in. */
export const byEscape = Object.values(sets).filter((set) => set.escape !== undefined)

/** The set of a defined term. Writing habits are forgiven: ISO-IR, ISO_2022_IR, lower case. */
export const setOf = (term: string): CharacterSet | undefined => {
  const name = setName(term)
  return Object.hasOwn(sets, name) ? sets[name] : undefined
}

function setName(term: string): string {
  const name = term.trim().slice(0, 20).toUpperCase()
  const number = /^ISO[ _-]*(?:2022[ _-]*)?(?:IR)?[ _-]*(\d+)$/.exec(name)?.[1]
  return number === undefined ? name : `IR ${Number(number)}`
}
