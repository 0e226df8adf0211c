/**
 * The one policy under which text may become something that runs (security.md 4). The libraries we use ask for two
 * things only: Mantine fills style elements through innerHTML, the viewer starts its decoder from a file of ours.
 *
 * Loaded before everything else.
 */
type Policies = { createPolicy(name: string, rules: Record<string, (text: string) => string>): unknown }
const policies = (globalThis as { trustedTypes?: Policies }).trustedTypes

policies?.createPolicy('default', {
  // Text without an angle bracket cannot make an element, so CSS passes and markup does not.
  createHTML(text) {
    if (text.includes('<')) throw new TypeError('No markup from text')
    return text
  },
  createScriptURL(text) {
    const url = new URL(text, location.href)
    if (url.origin !== location.origin || !url.pathname.startsWith('/assets/'))
      throw new TypeError('Not a script of ours')
    return text
  },
})

/** What style elements need to be taken for ours; a new one with every page. */
export const styleNonce = document.querySelector<HTMLMetaElement>('meta[name="style-nonce"]')?.content ?? ''
// The scroll lock of dialogs reads it from here (get-nonce).
Object.assign(globalThis, { __webpack_nonce__: styleNonce })
