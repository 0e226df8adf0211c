import { type DimseError, isWarning } from '@firstread/dimse'

/** What can go wrong on the way to a peer, and whether waiting may help. The codes stand in deliveries.last_error. */
export const troubles = {
  'no-address': { mayPass: false, title: 'The peer has no address, may not be sent to, or is switched off' },
  'no-connection': {
    mayPass: true,
    title: 'Not reached: refused, not in time, or its certificate is not the right one',
  },
  rejected: { mayPass: true, title: 'It rejected the association' },
  aborted: { mayPass: true, title: 'It aborted the association' },
  closed: { mayPass: true, title: 'The connection ended' },
  timeout: { mayPass: true, title: 'It did not answer in time' },
  protocol: { mayPass: true, title: 'It broke the protocol' },
  stopped: { mayPass: true, title: 'We stopped' },
  'results-not-ready': { mayPass: true, title: 'The results of the analysis are not written yet' },
  'out-of-resources': { mayPass: true, title: 'It has no room for an instance (PS3.4 B.2.3, A7xx)' },
  'not-accepted': { mayPass: false, title: 'It takes this kind of instance in no form that we have' },
  refused: { mayPass: false, title: 'It refused an instance for good (PS3.4 B.2.3)' },
  internal: { mayPass: true, title: 'A bug of ours; the log has it' },
  unreadable: { mayPass: true, title: 'An instance could not be read from our own store' },
} as const satisfies Record<string, { mayPass: boolean; title: string }>
export type Trouble = keyof typeof troubles

export const troubleOf = ({ code }: DimseError): Trouble => (code === 'no-context' ? 'not-accepted' : code)

/** What a C-STORE status means for a delivery (PS3.4 B.2.3, PS3.7 Annex C); undefined when the instance is there. */
export function troubleOfStatus(status: number): Trouble | undefined {
  if (status === 0 || isWarning(status)) return undefined
  // 0x0111: duplicate SOP instance; it has what we wanted to send.
  if (status === 0x0111) return undefined
  if (status >>> 8 === 0xa7 || status === 0x0213) return 'out-of-resources'
  return status === 0x0122 || status === 0x0112 ? 'not-accepted' : 'refused'
}
