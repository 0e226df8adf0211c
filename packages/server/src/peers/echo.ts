import { Problem } from '@firstread/contract'
import { associate, DimseError, verificationContext } from '@firstread/dimse'
import type { App } from '../platform/app.ts'
import { destinationOf } from './destination.ts'
import type { AddressRow } from './queries.ts'
import { troubleOf } from './trouble.ts'

/** Whoever asks sits in front of it. */
const timers = { connectMs: 5_000, artimMs: 5_000, responseMs: 5_000 }

/** C-ECHO to a peer. Not reaching it is an answer, no error. @throws Problem wrong-status when it has no address */
export async function echoPeer(app: App, row: AddressRow) {
  const destination = destinationOf(app, row)
  if (!destination) throw new Problem('wrong-status', 'This peer has no address')
  const start = performance.now()
  const error = await echo({ ...destination, timers })
  return { reached: error === null, error, milliseconds: Math.round(performance.now() - start) }
}

async function echo(destination: NonNullable<ReturnType<typeof destinationOf>>): Promise<string | null> {
  try {
    await using peer = await associate({ ...destination, contexts: [verificationContext] })
    const status = await peer.echo()
    return status === 0 ? null : `status-${status.toString(16).padStart(4, '0')}`
  } catch (error) {
    if (error instanceof DimseError) return troubleOf(error)
    throw error
  }
}
