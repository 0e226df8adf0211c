import { InferenceError } from '../errors.ts'
import type { Trouble } from './messages.ts'

/** Where a bug happened, without its text: that may quote a file. */
function placeOf(error: unknown): string {
  const frame =
    error instanceof Error ? error.stack?.split('\n').find((line) => line.trimStart().startsWith('at ')) : undefined
  return `${error instanceof Error ? error.name : typeof error} ${frame?.trim() ?? ''}`.trim()
}

/** What the parent is told: never a message that may quote a file. */
export function troubleOf(error: unknown): Trouble {
  if (error instanceof InferenceError) return { code: error.code, detail: error.detail }
  return { code: 'internal', detail: placeOf(error) }
}
