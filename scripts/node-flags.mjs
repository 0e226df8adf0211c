/**
 * How Node runs our processes. V8 lets its space for young objects grow to 54 MiB, touches all of it, and keeps it: requests leave
 * little behind, and clearing a smaller one more often costs as much (docs/performance-dicom.md has the figures).
 * The `firstread` command says the same in its first line.
 */
export const nodeFlags = ['--max-semi-space-size=8']

/** Where the `firstread` command keeps stripped and compiled modules, below the checkout. */
export const compileCache = 'node_modules/.cache/firstread'
