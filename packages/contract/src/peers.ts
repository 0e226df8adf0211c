import { z } from 'zod'
import { id, instant, page, pageQuery } from './words.ts'

/** What a peer may ask of us (store, query, retrieve), and what we may send it (move_destination, forward). */
export const peerOperation = z.enum(['store', 'query', 'retrieve', 'move_destination', 'forward'])
export const peerSight = z.enum(['own', 'all'])
export const forwardScope = z.enum(['results', 'study'])
export const deliveryState = z.enum(['waiting', 'sending', 'sent', 'failed'])
export const deliveryReason = z.enum(['signed', 'forward'])

/** PS3.5 6.2, AE: at most 16 characters of the default repertoire, no backslash; spaces around it mean nothing. */
const aeTitle = z.string().regex(/^[!-[\]-~]([ -[\]-~]{0,14}[!-[\]-~])?$/, 'must be an AE title (PS3.5 6.2)')
const uid = z
  .string()
  .max(64)
  .regex(/^(0|[1-9][0-9]*)(\.(0|[1-9][0-9]*))+$/)
const certificate = z
  .string()
  .max(65_536)
  .regex(/^-----BEGIN CERTIFICATE-----[\s\S]+-----END CERTIFICATE-----\s*$/, 'must be PEM')
const privateKey = z
  .string()
  .max(16_384)
  .regex(/^-----BEGIN (EC |RSA )?PRIVATE KEY-----[\s\S]+-----END (EC |RSA )?PRIVATE KEY-----\s*$/, 'must be PEM')
const fingerprint = z.string().regex(/^[0-9a-f]{64}$/, 'must be 64 hexadecimal digits, lower case')
const host = z
  .string()
  .max(253)
  .regex(/^[A-Za-z0-9]([A-Za-z0-9.:-]*[A-Za-z0-9])?$|^::1$/, 'must be a host name or an address')

const address = z
  .strictObject({
    host,
    port: z.int().min(1).max(65_535),
    tls: z.boolean().default(true).describe('false only for an address of this machine'),
    trustedCertificate: certificate
      .nullable()
      .default(null)
      .describe('What its server must chain to; the authorities of the system without it'),
    clientCertificate: certificate.nullable().default(null).describe('Ours, shown to its server'),
    clientKey: privateKey.optional().describe('Goes with clientCertificate; kept encrypted, never shown again'),
  })
  .describe('Where it listens; needed for move_destination and forward')

const properties = {
  description: z.string().trim().max(500),
  operations: z.array(peerOperation).max(5),
  sees: peerSight.describe(
    'What query and retrieve show: own, the studies of its radiologist; all, every study, as a doctor sees them',
  ),
  storesAs: id.nullable().describe('The radiologist who counts as the uploader; an account of its own without it'),
  allowPlain: z.boolean().describe('DIMSE without TLS, from a loopback address only, known by the AE title alone'),
  maxAssociations: z.int().min(1).max(64),
  transferSyntaxes: z.array(uid).max(20).describe('Offered first when we send, in this order'),
  forwards: forwardScope.describe(
    'What goes out when a review is signed: results, our report and captures; study, everything',
  ),
  certificates: z
    .array(fingerprint)
    .max(4)
    .describe('SHA-256 fingerprints of the client certificates it may show; several while they are being renewed'),
}
export const newPeerBody = z.strictObject({
  aeTitle,
  description: properties.description.default(''),
  operations: properties.operations,
  sees: properties.sees.default('own'),
  storesAs: properties.storesAs.default(null),
  allowPlain: properties.allowPlain.default(false),
  maxAssociations: properties.maxAssociations.default(8),
  transferSyntaxes: properties.transferSyntaxes.default([]),
  forwards: properties.forwards.default('results'),
  certificates: properties.certificates.default([]),
  address: address.nullable().default(null),
})
export const peerChangeBody = z
  .strictObject({ aeTitle, ...properties, address: address.nullable(), isActive: z.boolean() })
  .partial()

export const peer = z
  .strictObject({
    peerId: id,
    aeTitle: z.string(),
    description: z.string(),
    operations: z.array(peerOperation),
    sees: peerSight,
    storesAs: id.nullable(),
    allowPlain: z.boolean(),
    maxAssociations: z.int(),
    transferSyntaxes: z.array(z.string()),
    forwards: forwardScope,
    address: z
      .strictObject({
        host: z.string(),
        port: z.int(),
        tls: z.boolean(),
        trustedCertificate: z.string().nullable(),
        clientCertificate: z.string().nullable(),
      })
      .nullable(),
    certificates: z.array(z.strictObject({ fingerprint: z.string(), since: instant })),
    tokenSince: instant.nullable().describe('When its DICOMweb token was made; null without one'),
    isActive: z.boolean(),
    lastSeenAt: instant.nullable(),
    lastEchoAt: instant.nullable(),
    lastEchoError: z.string().nullable(),
    createdAt: instant,
    updatedAt: instant,
  })
  .meta({ id: 'Peer' })
export const peerPage = page(peer)
export const peerQuery = z.strictObject({ ...pageQuery, isActive: z.stringbool().optional() })

export const peerToken = z
  .strictObject({
    token: z
      .string()
      .describe('Shown this once. For DICOMweb: `Authorization: Bearer`, or Basic with the AE title as the user'),
  })
  .meta({ id: 'PeerToken' })
export const echoResult = z
  .strictObject({
    reached: z.boolean(),
    error: z.string().nullable().describe('Code of the trouble'),
    milliseconds: z.int(),
  })
  .meta({ id: 'EchoResult' })

export const delivery = z
  .strictObject({
    deliveryId: id,
    peerId: id,
    aeTitle: z.string(),
    reportId: id,
    reason: deliveryReason,
    scope: forwardScope,
    state: deliveryState,
    attempts: z.int(),
    nextAttemptAt: instant.nullable().describe('While it waits'),
    lastError: z.string().nullable().describe('Code of the last trouble'),
    instancesTotal: z.int().nullable().describe('null before the first attempt'),
    instancesSent: z.int(),
    createdAt: instant,
    startedAt: instant.nullable(),
    finishedAt: instant.nullable(),
  })
  .meta({ id: 'Delivery' })
export const deliveryPage = page(delivery)
export const deliveryQuery = z.strictObject({
  ...pageQuery,
  state: deliveryState.optional(),
  peerId: id.optional(),
  reportId: id.optional(),
})
export const newDeliveryBody = z.strictObject({ peerId: id, scope: forwardScope.optional() })

export type PeerOperation = z.infer<typeof peerOperation>
export type Peer = z.infer<typeof peer>
export type NewPeerBody = z.infer<typeof newPeerBody>
export type PeerChangeBody = z.infer<typeof peerChangeBody>
export type Delivery = z.infer<typeof delivery>
export type DeliveryState = z.infer<typeof deliveryState>
