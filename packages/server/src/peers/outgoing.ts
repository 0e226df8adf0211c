import type { OutgoingInstance } from '@firstread/dimse'
import { InferenceError } from '@firstread/inference'
import type { App } from '../platform/app.ts'
import { dataSetStart, readDataSet } from '../platform/data-set.ts'

/** A stored instance that is to leave by C-STORE. */
export type StoredInstance = {
  object_id: string
  size_bytes: number
  sop_class_uid: string
  sop_instance_uid: string
  transfer_syntax_uid: string
}

/** Converting needs the whole file in memory; what is larger leaves as it is stored, or not at all. */
const mostToConvert = 512 * 1024 * 1024

/**
 * An instance as it is stored, byte for byte, where the other side takes it so; otherwise converted, without loss, in a
 * process of its own (security.md 4) to the first transfer syntax that the other side accepts.
 */
export const outgoingInstance = (app: App, row: StoredInstance): OutgoingInstance => ({
  sopClassUid: row.sop_class_uid,
  sopInstanceUid: row.sop_instance_uid,
  encode: async (accepted) => {
    if (!accepted.includes(row.transfer_syntax_uid)) return converted(app, row, accepted)
    const dataSet = readDataSet(app.objects, { objectId: row.object_id, sizeBytes: row.size_bytes })
    return { transferSyntaxUid: row.transfer_syntax_uid, dataSet }
  },
})

/** Pixels are never coded with loss for a peer: it would get another image than the one that was read. */
const lossy = new Set(['1.2.840.10008.1.2.4.50', '1.2.840.10008.1.2.4.51'])

async function converted(app: App, { object_id, size_bytes: length }: StoredInstance, accepted: readonly string[]) {
  const transferSyntaxUid = accepted.find((uid) => !lossy.has(uid))
  if (transferSyntaxUid === undefined || length > mostToConvert) return undefined
  const whole = { length, read: () => app.objects.read(object_id) }
  try {
    const file = await app.pixels.transcode({ segments: [whole] }, transferSyntaxUid)
    return { transferSyntaxUid, dataSet: [file.subarray(dataSetStart(file))] }
  } catch (error) {
    if (error instanceof InferenceError) return undefined
    throw error
  }
}
