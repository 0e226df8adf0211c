import type { Socket } from 'node:net'
import type { Server } from './server.ts'

/**
 * Browsers open connections ahead of need. Node's close waits for one that never sent a request as if it were busy
 * (until its headers are overdue), so those are ended when the server closes; whoever is being answered is not.
 */
export function endSilentSockets(server: Server): void {
  const silent = new Set<Socket>()
  server.server.on('connection', (socket: Socket) => {
    silent.add(socket)
    socket.once('close', () => silent.delete(socket))
  })
  server.server.on('request', ({ socket }: { socket: Socket }) => silent.delete(socket))
  server.addHook('preClose', async () => {
    for (const socket of silent) socket.destroy()
  })
}
