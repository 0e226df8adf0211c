import type { UploadFields } from '@firstread/contract'
import type { StoredObject } from '../platform/objects/index.ts'
import type { Checked } from './files/check.ts'

/** A file on its way in, whichever door it came through. */
export type IncomingFile = {
  /** As the sender named it: data, never part of a path. */
  name?: string
  bytes: AsyncIterable<Uint8Array>
  /** Nobody else keeps a piece of it, so that the store may move the pieces instead of copying them. */
  isOwned?: boolean
  /** Resolves once its bytes were read: where nothing else holds the next file back, it waits for this. */
  isRead?: Promise<void>
}

/** A file that was checked and stored, and belongs to no study yet. */
export type Arrival = {
  /** Which file of the upload: `images[3]`. File names may hold a patient's, so errors never name them. */
  item: string
  name: string | undefined
  object: StoredObject
  /** Resolves once the object would survive a crash: nothing is committed before. @throws Problem no-room; ObjectError */
  durable: Promise<void>
  checked: Checked
}

/** Everything of an upload once its files are stored: what the transaction works on. */
export type Upload = { arrivals: Arrival[]; fields: UploadFields; idempotencyKey?: string | undefined }

export const digestOf = ({ object }: Arrival): string => object.sha256.toString('hex')
