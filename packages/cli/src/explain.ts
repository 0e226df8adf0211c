import { EmbeddedError } from '@firstread/database'
import { ConfigError } from '@firstread/server'

/** What a person at the terminal reads when a command fails: what happened and what to do, no stack. */
export function explain(error: unknown): string {
  if (error instanceof ConfigError) return `A setting cannot be used:\n${error.message}`
  if (error instanceof EmbeddedError) return error.message
  if (error instanceof Error) {
    const code = (error as { code?: string }).code
    if (code === 'EADDRINUSE') return 'The port is taken. Set PORT to another one (PORT=0 takes any that is free).'
    if (code === 'ECONNREFUSED') return 'The database or server does not answer at that address. Is it running?'
    return process.env.FIRSTREAD_DEBUG ? (error.stack ?? error.message) : error.message
  }
  return String(error)
}
