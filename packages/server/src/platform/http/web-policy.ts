/**
 * security.md 4, for pages: what a page of ours may load, line by line. Tried in Chromium 156: no report in the whole
 * story of e2e/web.
 *
 * - `wasm-unsafe-eval` is for the image codecs; it allows WebAssembly, not eval.
 * - Style elements need the page's nonce. Style attributes cannot run anything; the viewer sets them as text.
 * - Nothing is turned into HTML, script or a worker's address but through the two policies of the app
 *   (packages/web/src/trusted-types.ts).
 */
const rules = (nonce: string) => ({
  'default-src': ["'none'"],
  'script-src': ["'self'", "'wasm-unsafe-eval'"],
  'worker-src': ["'self'"],
  'connect-src': ["'self'"],
  'img-src': ["'self'", 'data:', 'blob:'],
  'font-src': ["'self'"],
  'style-src': ["'self'", ...(nonce ? [`'nonce-${nonce}'`] : [])],
  'style-src-attr': ["'unsafe-inline'"],
  'manifest-src': ["'self'"],
  'form-action': ["'self'"],
  'base-uri': ["'none'"],
  'frame-ancestors': ["'none'"],
  'require-trusted-types-for': ["'script'"],
  'trusted-types': ['default'],
})

export const pageHeaders = (nonce: string) => ({
  'content-security-policy': Object.entries(rules(nonce))
    .map(([name, values]) => [name, ...values].join(' '))
    .join('; '),
  'cross-origin-opener-policy': 'same-origin',
  'permissions-policy': 'camera=(), microphone=(), geolocation=(), payment=(), usb=()',
})
