/**
 * Letters of 5 × 7 points for words that are burned into a picture. Our own, because fonts differ between machines and may be
 * missing, and the words must be there. Each letter: seven rows from the top, five bits each, the left point in the high bit.
 */
const letters: Readonly<Record<string, string>> = {
  A: '0E 11 11 1F 11 11 11',
  B: '1E 11 11 1E 11 11 1E',
  C: '0E 11 10 10 10 11 0E',
  D: '1E 11 11 11 11 11 1E',
  E: '1F 10 10 1E 10 10 1F',
  F: '1F 10 10 1E 10 10 10',
  G: '0E 11 10 17 11 11 0F',
  H: '11 11 11 1F 11 11 11',
  I: '0E 04 04 04 04 04 0E',
  J: '07 02 02 02 02 12 0C',
  K: '11 12 14 18 14 12 11',
  L: '10 10 10 10 10 10 1F',
  M: '11 1B 15 15 11 11 11',
  N: '11 11 19 15 13 11 11',
  O: '0E 11 11 11 11 11 0E',
  P: '1E 11 11 1E 10 10 10',
  Q: '0E 11 11 11 15 12 0D',
  R: '1E 11 11 1E 14 12 11',
  S: '0F 10 10 0E 01 01 1E',
  T: '1F 04 04 04 04 04 04',
  U: '11 11 11 11 11 11 0E',
  V: '11 11 11 11 11 0A 04',
  W: '11 11 11 15 15 15 0A',
  X: '11 11 0A 04 0A 11 11',
  Y: '11 11 0A 04 04 04 04',
  Z: '1F 01 02 04 08 10 1F',
  0: '0E 11 13 15 19 11 0E',
  1: '04 0C 04 04 04 04 0E',
  2: '0E 11 01 02 04 08 1F',
  3: '1F 02 04 02 01 11 0E',
  4: '02 06 0A 12 1F 02 02',
  5: '1F 10 1E 01 01 11 0E',
  6: '06 08 10 1E 11 11 0E',
  7: '1F 01 02 04 08 08 08',
  8: '0E 11 11 0E 11 11 0E',
  9: '0E 11 11 0F 01 02 0C',
  ' ': '00 00 00 00 00 00 00',
  '.': '00 00 00 00 00 0C 0C',
  ',': '00 00 00 00 0C 04 08',
  ':': '00 0C 0C 00 0C 0C 00',
  '-': '00 00 00 1F 00 00 00',
  '/': '00 01 02 04 08 10 00',
  '(': '02 04 08 08 08 04 02',
  ')': '08 04 02 02 02 04 08',
  '%': '18 19 02 04 08 13 03',
  '+': '00 04 04 1F 04 04 00',
  "'": '0C 04 08 00 00 00 00',
  '?': '0E 11 01 02 04 00 04',
}

/** Points from one letter to the next, and from one line to the next. */
export const advance = 6
export const lineHeight = 10

const rows = new Map(
  Object.entries(letters).map(([letter, hex]) => [letter, hex.split(' ').map((row) => Number.parseInt(row, 16))]),
)

/** Whether a letter has ink at a point; capitals stand for small letters, `?` for what the table does not have. */
export function hasInk(letter: string, x: number, y: number): boolean {
  const shape = rows.get(letter.toUpperCase()) ?? rows.get('?') ?? []
  return x >= 0 && x < 5 && (((shape[y] ?? 0) >> (4 - x)) & 1) === 1
}

/** Breaks words into lines of at most `most` letters; a longer word is cut. */
export function wrap(words: string, most: number): string[] {
  const lines: string[] = []
  let line = ''
  for (const word of words.split(' ').flatMap((one) => pieces(one, most))) {
    if (line !== '' && line.length + 1 + word.length > most) {
      lines.push(line)
      line = word
    } else line = line === '' ? word : `${line} ${word}`
  }
  return line === '' ? lines : [...lines, line]
}

const pieces = (word: string, most: number): string[] => word.match(new RegExp(`.{1,${most}}`, 'gu')) ?? []
