/** Why an object could not be stored or read. */
export const objectTroubles = {
  missing: 'The object is not in the store',
  damaged: 'The object is not what was stored: changed, cut off, moved, or written with another key',
  'too-large': 'The object is larger than allowed',
  'no-room': 'The disk is full',
} as const

export type ObjectTrouble = keyof typeof objectTroubles

export class ObjectError extends Error {
  override name = 'ObjectError'
  readonly code: ObjectTrouble

  constructor(code: ObjectTrouble, options?: { cause?: unknown }) {
    super(objectTroubles[code], options)
    this.code = code
  }
}

/** Node's own words for what we have words for; anything else stays what it is. */
const translated: Record<string, ObjectTrouble> = { ENOENT: 'missing', ENOSPC: 'no-room', EDQUOT: 'no-room' }

export function translate(error: unknown): unknown {
  const code = translated[(error as NodeJS.ErrnoException | undefined)?.code ?? '']
  return code === undefined ? error : new ObjectError(code, { cause: error })
}
