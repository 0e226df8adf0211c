import { en } from './en/index.ts'

/** The shape of every catalogue: English is complete, the parts of the others are held to it by the compiler. */
export type Words = Loosened<typeof en>
type Loosened<T> = T extends string
  ? string
  : T extends (...given: infer G) => string
    ? (...given: G) => string
    : { readonly [K in keyof T]: Loosened<T[K]> }
export type Part = keyof Words

/** What stands on pages of every role; the pages of patients need `patient` besides. */
export const partsOfEverybody = ['frame', 'domain', 'problems'] as const satisfies readonly Part[]

/** A language is a folder beside `en`, loaded only when somebody speaks it. What it lacks is shown in English, marked so. */
export const catalogues: Record<string, { name: string; load: () => Promise<Partial<Words>> }> = {
  en: { name: 'English', load: async () => en },
  de: { name: 'Deutsch', load: async () => (await import('./de/index.ts')).de },
}
export const languages = Object.entries(catalogues).map(([value, { name }]) => ({ value, label: name }))

/** The words in use. The app is drawn anew when the language changes (app.tsx), so nobody holds on to old ones. */
export let w: Words = en
export let language = 'en'
let spoken = new Set<string>(Object.keys(en))

/** Takes `de-CH`, then `de`, then English. */
export async function speak(wanted: string): Promise<void> {
  const found = [wanted, wanted.slice(0, 2)].find((one) => catalogues[one]) ?? 'en'
  // Without its catalogue (an old tab after an update, no network) a page in English is better than none.
  const parts = await (catalogues[found]?.load() ?? Promise.resolve(en)).catch(() => undefined)
  w = { ...en, ...parts }
  spoken = new Set(Object.keys(parts ?? en))
  language = parts ? found : 'en'
  document.documentElement.lang = language
}

/** What this language still says in English. */
export const missingParts = (): string[] => Object.keys(en).filter((part) => !spoken.has(part))

/** The language that a part is really in, for `lang` where it is not the page's own (WCAG 3.1.2). */
export const languageOf = (part: Part): string | undefined => (spoken.has(part) || language === 'en' ? undefined : 'en')

/** How numbers and dates are written. */
export const locale = (): string => (language === 'en' ? 'en-GB' : language)
