import type { CreatePeerData, Peer } from '@firstread/client'

type Body = CreatePeerData['body']
export type Operation = Peer['operations'][number]
export const operations: readonly Operation[] = ['store', 'query', 'retrieve', 'move_destination', 'forward']

/** What is written into the form; it becomes the API's body on the way out. */
export type PeerForm = {
  aeTitle: string
  description: string
  operations: Operation[]
  sees: Peer['sees']
  forwards: Peer['forwards']
  allowPlain: boolean
  maxAssociations: number
  host: string
  port: number
  tls: boolean
  trusted: string
  certificates: string
}

export const formOf = (peer: Peer | undefined): PeerForm => ({
  aeTitle: peer?.aeTitle ?? '',
  description: peer?.description ?? '',
  operations: [...(peer?.operations ?? ['store'])],
  sees: peer?.sees ?? 'own',
  forwards: peer?.forwards ?? 'results',
  allowPlain: peer?.allowPlain ?? false,
  maxAssociations: peer?.maxAssociations ?? 8,
  host: peer?.address?.host ?? '',
  port: peer?.address?.port ?? 11_112,
  tls: peer?.address?.tls ?? true,
  trusted: peer?.address?.trustedCertificate ?? '',
  certificates: peer?.certificates.map(({ fingerprint }) => fingerprint).join('\n') ?? '',
})

/** Without a host it has no address: we listen to it and never call it. What the form does not show stays as it was. */
export function bodyOf({ host, port, tls, trusted, certificates, ...same }: PeerForm, peer: Peer | undefined): Body {
  return {
    ...same,
    aeTitle: same.aeTitle.trim(),
    certificates: certificates
      .split(/\s+/)
      .map((one) => one.replaceAll(':', '').toLowerCase())
      .filter(Boolean),
    address: host.trim()
      ? {
          host: host.trim(),
          port,
          tls,
          trustedCertificate: trusted.trim() || null,
          clientCertificate: peer?.address?.clientCertificate ?? null,
        }
      : null,
  }
}
