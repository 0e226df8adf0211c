import { RefusedError } from '@firstread/client'
import { OfflineError } from '../api/ask.ts'
import { renew } from '../api/renew.ts'

export type Answer = { status: number; body: unknown }
type Transfer = {
  method: 'POST' | 'PATCH'
  path: string
  headers: Record<string, string>
  body: FormData | Blob
  /** bytes of this request that have gone out */
  progress: (bytes: number) => void
  signal: AbortSignal
}

/**
 * One request whose bytes are counted as they go: XMLHttpRequest, since fetch still says nothing of them. Once more when
 * the session had to be renewed.
 *
 * @throws OfflineError  no answer; AbortError when it was stopped
 */
export async function transfer(request: Transfer): Promise<Answer> {
  const first = await once(request)
  return first.status === 401 && (await renew()) ? once(request) : first
}

function once({ method, path, headers, body, progress, signal }: Transfer): Promise<Answer> {
  return new Promise((done, fail) => {
    const request = new XMLHttpRequest()
    const stop = () => request.abort()
    request.open(method, path)
    for (const [name, value] of Object.entries(headers)) request.setRequestHeader(name, value)
    request.upload.addEventListener('progress', (event) => progress(event.loaded))
    request.addEventListener('load', () => done({ status: request.status, body: parse(request.responseText) }))
    request.addEventListener('error', () => fail(new OfflineError('the upload was cut off')))
    request.addEventListener('abort', () => fail(new DOMException('stopped', 'AbortError')))
    request.addEventListener('loadend', () => signal.removeEventListener('abort', stop))
    signal.addEventListener('abort', stop, { once: true })
    request.send(body)
  })
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

/** @throws RefusedError */
export function open<T>({ status, body }: Answer): T {
  if (status >= 200 && status < 300) return body as T
  throw new RefusedError(status, (body ?? {}) as Record<string, unknown>)
}
