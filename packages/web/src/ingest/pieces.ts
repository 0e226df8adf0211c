import * as api from '@firstread/client'
import { ask, codeOf } from '../api/ask.ts'
import { patiently } from './patience.ts'
import type { Sending } from './send.ts'
import { open, transfer } from './transfer.ts'

/** Bytes of one piece: what a cut costs at most. */
const pieceBytes = 2 ** 20

/** Sends every file in pieces, one after the other. @returns their uploads, in the order of the files */
export async function sendPieces(sending: Sending): Promise<string[]> {
  const uploads: string[] = []
  let before = 0
  for (const file of sending.files) {
    uploads.push(await sendFile(file, before, sending))
    before += file.size
  }
  return uploads
}

async function sendFile(file: File, before: number, sending: Sending): Promise<string> {
  let state = await stateOf(file, sending)
  sending.sent(before + state.receivedBytes)
  while (state.receivedBytes < file.size) {
    const begin = state.receivedBytes
    state = await patiently(() => sendPiece(file, begin, before, sending), sending)
    sending.sent(before + state.receivedBytes)
  }
  return state.uploadId
}

/** Where the file stands: what was begun goes on, what has expired begins anew. */
function stateOf(file: File, sending: Sending): Promise<api.PartialUpload> {
  // Asked again after a cut, it is the same beginning.
  const headers = { 'idempotency-key': crypto.randomUUID() }
  return patiently(async () => {
    const known = sending.begun.get(file)
    const found = known && (await ask(api.getUpload({ path: { uploadId: known } })).catch(unlessGone))
    if (found) return found
    const begun = await ask(api.beginUpload({ headers, body: { sizeBytes: file.size } }))
    sending.begun.set(file, begun.uploadId)
    return begun
  }, sending)
}

function unlessGone(error: unknown): undefined {
  if (codeOf(error) !== 'not-found') throw error
}

/** One piece; when it had arrived after all, or is gone, the server's word counts. */
async function sendPiece(file: File, begin: number, before: number, sending: Sending): Promise<api.PartialUpload> {
  const uploadId = sending.begun.get(file) ?? ''
  const answer = await transfer({
    method: 'PATCH',
    path: `/api/v1/uploads/${uploadId}`,
    headers: { 'content-type': 'application/octet-stream', 'upload-offset': String(begin) },
    body: file.slice(begin, begin + pieceBytes),
    progress: (bytes) => sending.sent(before + Math.min(file.size, begin + bytes)),
    signal: sending.signal,
  })
  const code = (answer.body as { code?: string } | undefined)?.code
  // A piece that was cut on its way is not the file's fault: it is sent again.
  if (code === 'wrong-offset' || code === 'not-found' || code === 'malformed-body') return stateOf(file, sending)
  return open(answer)
}
