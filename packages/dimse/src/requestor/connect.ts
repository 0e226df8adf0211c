import { connect as connectTcp, type Socket } from 'node:net'
import { connect as connectTls } from 'node:tls'
import { DimseError } from '../errors.ts'
import type { Destination } from './destination.ts'

/**
 * Opens a TCP or TLS connection.
 *
 * @throws DimseError  no-connection: refused, not in time, or the certificate is not the right one
 */
export async function connect({ host, port, tls }: Destination, connectMs: number): Promise<Socket> {
  const connected = Promise.withResolvers<void>()
  // Nobody is let in by us with less (RFC 9325); the options of the caller may ask for more.
  const socket = tls ? connectTls({ minVersion: 'TLSv1.2', ...tls, host, port }) : connectTcp({ host, port })
  socket.once(tls ? 'secureConnect' : 'connect', connected.resolve)
  socket.once('error', connected.reject)
  socket.once('close', () => connected.reject(new Error('closed')))
  const timer = setTimeout(() => connected.reject(new Error('not in time')), connectMs)
  try {
    await connected.promise
    return socket
  } catch (cause) {
    socket.destroy()
    throw new DimseError('no-connection', undefined, { cause })
  } finally {
    clearTimeout(timer)
  }
}
