import { type Inspection, inspect, transferSyntaxes } from '@firstread/dicom'
import { associate, type OutgoingInstance, storageContexts, verificationContext } from '@firstread/dimse'

/** What travels of a file by C-STORE. */
export type Sample = { sopClassUid: string; sopInstanceUid: string; transferSyntaxUid: string; dataSet: Buffer }

const secondaryCapture = '1.2.840.10008.5.1.4.1.1.7'
const explicit = '1.2.840.10008.1.2.1'
let made = 0

/** What would travel of a file; of one that cannot be read, everything. */
export function sampleOf(bytes: Uint8Array): Sample {
  made += 1
  const header = headerOf(bytes)
  const {
    sopClassUid = secondaryCapture,
    sopInstanceUid = `1.2.3.${made}`,
    transferSyntaxUid = explicit,
  } = header ?? {}
  const isKnown = Object.hasOwn(transferSyntaxes, transferSyntaxUid)
  const dataSet = Buffer.from(bytes.subarray(startOf(bytes)))
  return { sopClassUid, sopInstanceUid, transferSyntaxUid: isKnown ? transferSyntaxUid : explicit, dataSet }
}

function headerOf(bytes: Uint8Array): Inspection | undefined {
  try {
    return inspect(bytes, bytes.length)
  } catch {
    return undefined
  }
}

/** Behind group 0002, where its length can be believed. */
function startOf(bytes: Uint8Array): number {
  const file = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const hasLength = file.length > 144 && file.toString('latin1', 128, 132) === 'DICM' && file.readUInt32LE(132) === 2
  const end = hasLength ? 144 + file.readUInt32LE(140) : 0
  return end <= file.length ? end : 0
}

const instanceOf = ({ sopClassUid, sopInstanceUid, transferSyntaxUid, dataSet }: Sample): OutgoingInstance => ({
  sopClassUid,
  sopInstanceUid,
  encode: async () => ({ transferSyntaxUid, dataSet: [dataSet] }),
})

export type Status = number | 'no context'
type Watch = <T>(name: string, work: () => Promise<T>) => Promise<T>

/** Sends all of them as the AE `ODD`; a new association for each thirty, so that their kinds fit into its contexts. */
export async function sendAll(port: number, samples: readonly Sample[], watch: Watch = (_, work) => work()) {
  const statuses: Status[] = []
  for (let at = 0; at < samples.length; at += 30) {
    const some = samples.slice(at, at + 30)
    const destination = { host: '127.0.0.1', port, calledAeTitle: 'FIRSTREAD', callingAeTitle: 'ODD' }
    await using requestor = await associate({
      ...destination,
      contexts: [verificationContext, ...storageContexts(some)],
    })
    for (const [i, sample] of some.entries()) {
      const send = () => requestor.store(instanceOf(sample)).catch(noContext)
      statuses.push(await watch(`sample ${at + i}`, send))
    }
    if ((await requestor.echo()) !== 0) throw new Error('the association does not answer any more')
  }
  return statuses
}

function noContext(error: { code?: string }): Status {
  if (error.code !== 'no-context') throw error
  return 'no context'
}

/** PS3.4 B.2.3 and PS3.7 annex C; our Cxxx stand in ingest/verdict.ts. 0x0110 would be a bug. */
const answers = new Set<Status | undefined>([0, 0x0111, 0x0117, 0x0122, 0xa900, 0xc000, 0xc001, 0xc002, 0xc003, 0xc004])
export const isOfTheStandard = (status: Status | undefined) => status === 'no context' || answers.has(status)
