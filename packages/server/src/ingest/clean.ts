/** Texts of a file as PostgreSQL takes them: no NUL, no half characters, not longer than the column. */
export function cleanText(value: string | undefined, longest: number): string | null {
  if (value === undefined) return null
  const text = clean(value).trim()
  return text === '' ? null : cut(text, longest)
}

/** Characters beyond the basic plane count once; the usual short text is not taken apart for that. */
const cut = (text: string, longest: number) => (text.length <= longest ? text : [...text].slice(0, longest).join(''))

const clean = (text: string) => (text.includes('\0') ? text.replaceAll('\0', '') : text).toWellFormed()

/** What PostgreSQL's jsonb refuses, as JSON.stringify writes it: NUL and half characters. */
const unholdable = /\\u(0000|d[89a-f])/i

/** JSON for a jsonb column. Cleaning each text costs ten times the writing, and hardly any needs it. */
export function cleanJson(value: unknown): string {
  const json = JSON.stringify(value)
  // Looking for a backslash and a u is twelve times faster than the pattern.
  if (!json.includes('\\u') || !unholdable.test(json)) return json
  return JSON.stringify(value, (_key, item) => (typeof item === 'string' ? clean(item) : item))
}

/** A whole number as the column `integer` holds it. */
export function cleanInteger(value: number | undefined): number | null {
  return value !== undefined && Number.isInteger(value) && Math.abs(value) <= 0x7fffffff ? value : null
}

/** A day that PostgreSQL knows too; there is no year 0. */
export const cleanDay = (value: string | undefined): string | null =>
  value === undefined || value.startsWith('0000') ? null : value
