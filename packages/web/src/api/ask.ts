import { client, RefusedError } from '@firstread/client'
import { guardedFetch } from './http.ts'

client.setConfig({ baseUrl: location.origin, fetch: guardedFetch as typeof fetch })

/** The server did not answer at all. */
export class OfflineError extends Error {
  override name = 'OfflineError'
}

type Answer<T> = { data?: T | undefined; error?: unknown; response?: Response | undefined }

/**
 * The body of a good answer.
 *
 * @throws RefusedError  the server's problem document, by its stable code
 * @throws OfflineError  no answer
 */
export async function ask<T>(request: Promise<Answer<T>>): Promise<T> {
  const { data, error, response } = await request.catch((cause: unknown) => {
    throw new OfflineError('no answer', { cause })
  })
  if (response === undefined) throw new OfflineError('no answer', { cause: error })
  if (response.ok) return data as T
  throw new RefusedError(response.status, isRecord(error) ? error : {})
}

const isRecord = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null

export const codeOf = (error: unknown): string | undefined => (error instanceof RefusedError ? error.code : undefined)
