import { en } from './en/index.ts'

/** The shape of every catalogue: English is complete, the others are held to it by the compiler. */
export type Words = Loosened<typeof en>
type Loosened<T> = T extends string
  ? string
  : T extends (...given: infer G) => string
    ? (...given: G) => string
    : { readonly [K in keyof T]: Loosened<T[K]> }

/** A language is a file beside `en`, loaded only when somebody speaks it. */
const catalogues: Record<string, () => Promise<Words>> = {
  en: async () => en,
}
export const languages = Object.keys(catalogues)

/** The words in use. The app is drawn anew when the language changes (app.tsx), so nobody holds on to old ones. */
export let w: Words = en
export let language = 'en'

/** Takes `de-CH`, then `de`, then English. */
export async function speak(wanted: string): Promise<void> {
  const found = [wanted, wanted.slice(0, 2)].find((one) => catalogues[one]) ?? 'en'
  w = (await catalogues[found]?.()) ?? en
  language = found
  document.documentElement.lang = found
}
