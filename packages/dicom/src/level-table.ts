import type { ImageLayout } from './image.ts'
import type { Words } from './pixel-values.ts'

/** Words of 16 bits. */
const PLACES = 65_536

/** Every word that can occur. */
export const allWords = ({ bitsAllocated }: ImageLayout): Words =>
  bitsAllocated === 8
    ? Uint8Array.from({ length: 256 }, (_, i) => i)
    : Uint16Array.from({ length: PLACES }, (_, i) => i)

/** Little endian words; at an odd address they are copied. */
export function sixteen(bytes: Uint8Array, length: number): Uint16Array {
  const aligned = bytes.byteOffset % 2 === 0 ? bytes : new Uint8Array(bytes.subarray(0, length * 2))
  return new Uint16Array(aligned.buffer, aligned.byteOffset, length)
}

/** The words that do. */
export function occurring(words: Words): Words {
  const occurs = new Uint8Array(PLACES)
  for (let i = 0; i < words.length; i++) occurs[words[i] as number] = 1
  const distinct: number[] = []
  for (let word = 0; word < PLACES; word++) if (occurs[word] === 1) distinct.push(word)
  return words instanceof Uint8Array ? Uint8Array.from(distinct) : Uint16Array.from(distinct)
}

/** The level of each of these words; `show`, which may change its list, gives 0 … 1. */
export function tableOf(distinct: Words, show: (distinct: Words) => Float32Array): Uint8Array {
  const levels = rounded(show(distinct.slice()))
  const table = new Uint8Array(PLACES)
  for (let i = 0; i < distinct.length; i++) table[distinct[i] as number] = levels[i] as number
  return table
}

export function lookUpAll(words: Words, table: Uint8Array, into: Uint8Array, from: number): void {
  const { length } = words
  for (let i = 0; i < length; i++) into[from + i] = table[words[i] as number] as number
}

export function rounded(values: Float32Array): Uint8Array {
  const levels = new Uint8Array(values.length)
  for (let i = 0; i < levels.length; i++) levels[i] = (values[i] as number) * 255 + 0.5
  return levels
}
