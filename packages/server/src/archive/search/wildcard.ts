import { fold } from '@firstread/dicom'

/** A value with wildcards (PS3.4 C.2.2.2.4): what it begins with for certain, and the pattern for LIKE. */
export type Pattern = { prefix: string; like: string; isPrefix: boolean }

export const hasWildcard = (value: string): boolean => /[*?]/.test(value)

/** `*` stands for any characters, `?` for one. `isPrefix`: nothing is asked beyond the beginning. */
export function pattern(value: string): Pattern {
  const prefix = /^[^*?]*/.exec(value)?.[0] ?? ''
  const like = value
    .replace(/[\\%_]/g, '\\$&')
    .replace(/\*+/g, '%')
    .replaceAll('?', '_')
  return { prefix, like, isPrefix: value.slice(prefix.length) === '*' }
}

/** Everything that begins with `prefix`, in byte order, lies below this: U+10FFFF is the last character there is. */
export const beyond = (prefix: string): string => `${prefix}\u{10FFFF}`

/** Groups of a name as they are compared: folded, without padding; empty groups ask nothing. */
export const nameGroups = (value: string): string[] =>
  fold(value)
    .split('=')
    .map((group) => group.trim().replace(/[\^ ]+$/, ''))
    .filter((group) => group !== '')

/** The words of a fuzzy name: whatever stands between delimiters, spaces, commas and wildcards. */
export const nameWords = (value: string): string[] => [
  ...new Set(
    fold(value)
      .split(/[\s^=,*?]+/)
      .filter((word) => word !== ''),
  ),
]
