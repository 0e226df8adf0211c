import type { Uploaded } from '@firstread/client'
import * as api from '@firstread/client'
import { ask } from '../api/ask.ts'
import { patiently } from './patience.ts'
import { sendPieces } from './pieces.ts'
import { open, transfer } from './transfer.ts'

export type UploadFields = {
  patientId?: string
  studyType?: string
  imageType?: string
  symptoms?: string
  priority?: string
}
export type Sending = {
  fields: UploadFields
  files: readonly File[]
  key: string
  /** What has arrived of each file before, in this page: sending again goes on there. */
  begun: WeakMap<File, string>
  sent: (bytes: number) => void
  /** The connection is cut, or back. */
  cut: (isCut: boolean) => void
  signal: AbortSignal
}

/** What is smaller goes out in one request, bytes: a cut costs little, and pieces cost questions. */
const small = 4 * 2 ** 20

/**
 * Sends one study. `key` makes a repetition safe: what was stored already is answered, not stored twice. Larger ones go in
 * pieces, so that a cut costs a piece at most; it goes on by itself when the connection is back.
 *
 * @throws RefusedError, OfflineError when the connection does not come back; AbortError when it was stopped
 */
export async function sendStudy(sending: Sending): Promise<Uploaded> {
  const { files, fields, key, sent, signal } = sending
  const total = files.reduce((sum, file) => sum + file.size, 0)
  const isSmall = total <= small
  const uploads = isSmall ? [] : await sendPieces(sending)
  const form = new FormData()
  for (const [name, value] of Object.entries(fields)) if (value) form.set(name, value)
  if (isSmall) for (const file of files) form.append('images', file, file.name)
  else form.set('uploads', JSON.stringify(uploads.map((uploadId, n) => ({ uploadId, name: files[n]?.name }))))
  const post = () =>
    transfer({
      method: 'POST',
      path: '/api/v1/reports',
      headers: { 'idempotency-key': key },
      body: form,
      progress: isSmall ? sent : () => undefined,
      signal,
    })
  const stored = open<Uploaded>(await patiently(post, sending))
  sent(total)
  // Whatever is not let go of now is swept after a day.
  for (const uploadId of uploads) void ask(api.dropUpload({ path: { uploadId } })).catch(() => undefined)
  return stored
}
