export { asAdmin, onDatabase } from './admin.ts'
export { EmbeddedError, type EmbeddedErrorCode } from './errors.ts'
export { type ResolvedDatabase, resolveDatabase } from './resolve.ts'
export { type EmbeddedOptions, type EmbeddedServer, startEmbedded } from './start.ts'
