import { type AddressInfo, createServer as createTcpServer, type Server, type Socket } from 'node:net'
import { createServer as createTlsServer, TLSSocket, type TlsOptions } from 'node:tls'
import { Connection } from '../connection.ts'
import { DimseError } from '../errors.ts'
import { defaultLimits, defaultTimers, type Limits, type Timers } from '../limits.ts'
import { type Log, noLog } from '../log.ts'
import type { Rejection } from '../pdu/control.ts'
import { Admission } from './admission.ts'
import { type Guest, greet, sendAway } from './greet.ts'
import type { Hello, Peer, PeerCertificate } from './peer.ts'
import type { Services } from './services.ts'
import { Strangers } from './strangers.ts'

export interface ListenOptions<P extends Peer> {
  readonly host: string
  /** 0 takes a free one */
  readonly port: number
  /** TLS when given. For mutual TLS (BCP 195): `requestCert`, `rejectUnauthorized`, `ca`. */
  readonly tls?: TlsOptions | undefined
  /** Says who calls, or why they may not come in. */
  readonly authorize: (hello: Hello) => Promise<P | Rejection>
  readonly services: Services<P>
  readonly limits?: Partial<Limits> | undefined
  readonly timers?: Partial<Timers> | undefined
  readonly log?: Log | undefined
}

export interface Listening {
  readonly port: number
  readonly stats: Readonly<Stats> & { readonly open: number }
  /** No new associations; those at work finish what they began, at most for `drainMs`. */
  close(drainMs?: number): Promise<void>
}

export interface Stats {
  accepted: number
  rejected: number
  /** ended otherwise than by a release */
  aborted: number
}

/** What a greeting needs of its listener. */
export interface Listener<P extends Peer> {
  readonly authorize: ListenOptions<P>['authorize']
  readonly services: Services<P>
  readonly limits: Limits
  readonly timers: Timers
  readonly log: Log
  readonly stats: Stats
  readonly admission: Admission
  callerOf(socket: Socket): Pick<Hello, 'remoteAddress' | 'certificate'>
}

/** Listens for associations (PS3.8 9.2, the acceptor's side). */
export async function listen<P extends Peer>(options: ListenOptions<P>): Promise<Listening> {
  const limits = { ...defaultLimits, ...options.limits }
  const timers = { ...defaultTimers, ...options.timers }
  const { authorize, services, log = noLog } = options
  const stats: Stats = { accepted: 0, rejected: 0, aborted: 0 }
  const admission = new Admission(limits)
  const listener: Listener<P> = { authorize, services, limits, timers, log, stats, admission, callerOf }
  const guests = new Set<Guest<P>>()
  const strangers = new Strangers(limits.strangers)
  const server = createServer(options.tls, timers)
  server.on('connection', (socket: Socket) => strangers.add(socket))
  server.on(options.tls ? 'secureConnection' : 'connection', (socket: Socket) => {
    void receive(socket, listener, guests, strangers)
  })
  server.listen({ host: options.host, port: options.port, backlog: 1024 })
  await new Promise<void>((resolve, reject) => server.once('listening', resolve).once('error', reject))
  server.on('error', (error) => log('error', 'listener-failed', { error }))
  return {
    port: (server.address() as AddressInfo).port,
    get stats() {
      return { ...stats, open: admission.open }
    },
    close: (drainMs = 25_000) => close(server, strangers, guests, drainMs),
  }
}

function createServer(tls: TlsOptions | undefined, { artimMs }: Timers): Server {
  if (!tls) return createTcpServer()
  const server = createTlsServer({ minVersion: 'TLSv1.2', handshakeTimeout: artimMs, ...tls })
  server.on('tlsClientError', (_error, socket) => socket.destroy())
  return server
}

async function receive<P extends Peer>(
  socket: Socket,
  listener: Listener<P>,
  guests: Set<Guest<P>>,
  strangers: Strangers,
): Promise<void> {
  const { limits, timers, admission, stats, log } = listener
  const connection = new Connection(socket, limits, timers)
  try {
    const guest = await greet(connection, listener)
    strangers.delete(socket)
    if (!guest) return
    guests.add(guest)
    const error = await guest.association.over
    guests.delete(guest)
    admission.leave(guest.peer.key)
    if (!error) return
    stats.aborted += 1
    log('info', 'association-aborted', { peer: guest.peer.key, code: error.code, detail: error.message })
  } catch (error) {
    if (!(error instanceof DimseError)) log('error', 'greeting-failed', { error })
    sendAway(connection, error)
  }
}

function callerOf(socket: Socket): Pick<Hello, 'remoteAddress' | 'certificate'> {
  return { remoteAddress: socket.remoteAddress ?? '', certificate: certificateOf(socket) }
}

/** Only of a peer whose certificate the configured authorities vouch for. */
function certificateOf(socket: Socket): PeerCertificate | undefined {
  if (!(socket instanceof TLSSocket) || !socket.authorized) return undefined
  const { fingerprint256, subject, valid_to } = socket.getPeerCertificate()
  const commonName = Array.isArray(subject.CN) ? subject.CN[0] : subject.CN
  return { fingerprint256, commonName, validTo: new Date(valid_to) }
}

async function close<P extends Peer>(
  server: Server,
  strangers: Strangers,
  guests: Set<Guest<P>>,
  drainMs: number,
): Promise<void> {
  const closed = new Promise<void>((resolve) => server.close(() => resolve()))
  strangers.close()
  const late = Promise.withResolvers<void>()
  const timer = setTimeout(late.resolve, drainMs)
  await Promise.all([...guests].map((guest) => Promise.race([endGuest(guest), late.promise])))
  clearTimeout(timer)
  for (const { association } of guests) association.abort()
  await closed
}

async function endGuest({ association }: Guest<Peer>): Promise<void> {
  await association.idle()
  association.abort()
}
