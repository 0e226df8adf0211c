import { type Hello, type Listening, type Log, listen, type Rejection } from '@firstread/dimse'
import { type AuthorizedPeer, authorizePeer } from '../peers/index.ts'
import type { App } from '../platform/app.ts'
import type { DimsePeer, DimseServices } from '../platform/dimse.ts'
import { slices } from '../slices.ts'
import { tlsOf } from './tls.ts'

/** DICOM's own port for those without privileges (PS3.8 9.1.1). */
const defaultPort = 11112

/** Listens for DICOM associations; every slice's services together are what is offered. */
export function listenDicom(app: App): Promise<Listening> {
  const { DICOM_PORT: port = defaultPort, DICOM_HOST: host, UPLOAD_MAX_BYTES: dataSetBytes } = app.config
  return listen({
    host,
    port,
    tls: tlsOf(app.config),
    authorize: (hello) => whoCalls(app, hello),
    services: servicesOf(app),
    limits: { dataSetBytes },
    log: logOf(app),
  })
}

const servicesOf = (app: App): DimseServices => Object.assign({}, ...slices.map((slice) => slice.dimse?.(app)))

async function whoCalls(app: App, hello: Hello): Promise<DimsePeer | Rejection> {
  if (app.stopping.aborted) return 'temporary-congestion'
  if (hello.calledAeTitle !== app.config.DICOM_AE_TITLE) return 'called-ae-title-not-recognized'
  const { callingAeTitle, calledAeTitle, remoteAddress, certificate } = hello
  const found = await authorizePeer(app, {
    callingAeTitle,
    calledAeTitle,
    remoteAddress,
    certificateFingerprint: certificate?.fingerprint256,
  })
  return found ? peerOf(found) : 'calling-ae-title-not-recognized'
}

/** Which operation of a peer stands behind which service. */
const needed = { store: 'store', find: 'query', get: 'retrieve', move: 'retrieve' } as const

const peerOf = ({ id, aeTitle, maxAssociations, operations, caller }: AuthorizedPeer): DimsePeer => ({
  key: id,
  aeTitle,
  associations: maxAssociations,
  permits: (service) => service === 'echo' || operations.has(needed[service]),
  caller,
})

const logOf =
  ({ log, metrics }: App): Log =>
  (level, event, { error, ...fields }) => {
    if (event.startsWith('association-')) metrics.associations.inc({ event })
    log[level]({ step: 'dicom', ...fields, ...(error === undefined ? {} : { err: error }) }, event)
  }
