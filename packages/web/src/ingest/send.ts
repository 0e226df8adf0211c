import { RefusedError, type Uploaded } from '@firstread/client'
import { OfflineError } from '../api/ask.ts'
import { renew } from '../api/renew.ts'

export type UploadFields = {
  patientId?: string
  studyType?: string
  imageType?: string
  symptoms?: string
  priority?: string
}
type Sending = {
  fields: UploadFields
  files: readonly File[]
  key: string
  sent: (bytes: number) => void
  signal: AbortSignal
}

/**
 * Sends one study. `key` makes a repetition safe: what was stored already is answered, not stored twice.
 * XMLHttpRequest, since fetch still says nothing of the bytes that have gone out.
 *
 * @throws RefusedError, OfflineError; AbortError when it was stopped
 */
export async function sendStudy(sending: Sending): Promise<Uploaded> {
  const first = await post(sending)
  if (first.status !== 401) return open(first)
  if (!(await renew())) return open(first)
  return open(await post(sending))
}

type Answer = { status: number; body: unknown }

function post({ fields, files, key, sent, signal }: Sending): Promise<Answer> {
  const form = new FormData()
  for (const [name, value] of Object.entries(fields)) if (value) form.set(name, value)
  for (const file of files) form.append('images', file, file.name)
  return new Promise((done, fail) => {
    const request = new XMLHttpRequest()
    request.open('POST', '/api/v1/reports')
    request.setRequestHeader('idempotency-key', key)
    request.upload.addEventListener('progress', (event) => sent(event.loaded))
    request.addEventListener('load', () => done({ status: request.status, body: parse(request.responseText) }))
    request.addEventListener('error', () => fail(new OfflineError('the upload was cut off')))
    request.addEventListener('abort', () => fail(new DOMException('stopped', 'AbortError')))
    signal.addEventListener('abort', () => request.abort(), { once: true })
    request.send(form)
  })
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

function open({ status, body }: Answer): Uploaded {
  if (status >= 200 && status < 300) return body as Uploaded
  throw new RefusedError(status, (body ?? {}) as Record<string, unknown>)
}
