import { Problem } from '@firstread/contract'
import { type CommonPasswords, commonPasswords } from './common-passwords.ts'

export type Owner = { name: string; email: string }
type Asked = { text: string; length: number; min: number; owner: Owner; common: CommonPasswords }

/** From this length on any composition will do (security.md 3). */
const freeLength = 15
const classes = [/\p{Ll}/u, /\p{Lu}/u, /\p{N}/u, /[^\p{Ll}\p{Lu}\p{N}]/u]
const productWords = ['firstread', 'first-read', 'first read']
/** Words of our field that are no password even with a year and a sign behind them. */
const fieldWords = [
  'radiology',
  'radiologist',
  'radiologie',
  'xray',
  'x-ray',
  'hospital',
  'clinic',
  'doctor',
  'patient',
  'medical',
  'dicom',
  'worklist',
]

/** security.md 3, in the order in which they are told. */
const rules: { code: string; detail: (asked: Asked) => string; broken: (asked: Asked) => boolean }[] = [
  {
    code: 'too-short',
    detail: ({ min }) => `At least ${min} characters`,
    broken: ({ length, min }) => length < min,
  },
  {
    code: 'too-plain',
    detail: () => 'With fewer than 15 characters: three of small letters, capitals, digits, other signs',
    broken: ({ text, length }) => length < freeLength && classes.filter((kind) => kind.test(text)).length < 3,
  },
  {
    code: 'repetitive',
    detail: () => 'No short pattern over and over, no run such as 123456',
    broken: ({ text }) => isRepeated(text) || isRun(text),
  },
  {
    code: 'common',
    detail: () => 'This password, or the word in it, is among those that are tried first',
    broken: ({ text, common }) => {
      const folded = text.toLowerCase()
      const word = bare(folded)
      return common.whole.has(folded) || common.words.has(word) || fieldWords.includes(word)
    },
  },
  {
    code: 'product-word',
    detail: () => 'Not the name of this product',
    broken: ({ text }) => productWords.some((word) => text.toLowerCase().includes(word)),
  },
  {
    code: 'personal',
    detail: () => 'Not your name or email',
    broken: ({ text, owner }) => {
      const folded = text.toLowerCase()
      return partsOf(owner).some((part) => (part.length >= 4 ? folded.includes(part) : bare(folded) === part))
    },
  },
]

/**
 * @param min  AUTH_PASSWORD_MIN, in characters after NFC
 * @throws Problem  weak-password, with each rule that is broken
 */
export async function refuseWeakPassword(password: string, owner: Owner, min: number): Promise<void> {
  const text = password.normalize('NFC')
  const asked = { text, length: [...text].length, min, owner, common: await commonPasswords() }
  const errors = rules
    .filter(({ broken }) => broken(asked))
    .map(({ code, detail }) => ({ item: 'password', code, detail: detail(asked) }))
  if (errors.length) throw new Problem('weak-password', errors.map(({ detail }) => detail).join('. '), { errors })
}

/** Without the digits and signs around it: `!Sunshine2026` is `sunshine` to somebody who guesses. */
const bare = (folded: string) => folded.replace(/^[^\p{L}]+|[^\p{L}]+$/gu, '')

/** A unit of up to four characters over and over: aaaa…, abcabcabc…. */
function isRepeated(text: string): boolean {
  const signs = [...text]
  return [1, 2, 3, 4].some((unit) => signs.every((sign, at) => sign === signs[at % unit]))
}

/** Each character next to the one before, all the way up or down; 0 follows 9. */
function isRun(text: string): boolean {
  const points = [...text].map((sign) => sign.codePointAt(0) ?? 0)
  const steps = points.slice(1).map((point, at) => point - (points[at] ?? 0))
  return [1, -1].some((way) => steps.every((step) => step === way || step === -9 * way))
}

function partsOf({ name, email }: Owner): string[] {
  const [local = ''] = email.split('@')
  return [email, local, ...`${name} ${local}`.split(/[^\p{L}\p{N}]+/u)]
    .map((part) => part.normalize('NFC').toLowerCase())
    .filter((part) => part.length >= 3)
}
