import { once } from 'node:events'
import { type AddressInfo, connect, createServer, type Socket } from 'node:net'

export type CuttingProxy = { url: string; cuts(): number; close(): Promise<void> }

/**
 * A wire between a browser and Firstread that breaks: once so many bytes have gone up, every connection is reset in the
 * middle of what it carries and nobody answers for a while; then it works again.
 */
export async function cuttingProxy(target: string, { afterBytes = 0, awayMs = 0 }): Promise<CuttingProxy> {
  const { hostname, port } = new URL(target)
  const open = new Set<Socket>()
  let gone = 0
  let cuts = 0
  let isAway = false
  const cut = () => {
    cuts += 1
    isAway = true
    for (const socket of open) socket.resetAndDestroy()
    setTimeout(() => {
      isAway = false
    }, awayMs)
  }
  const server = createServer((near) => {
    if (isAway) {
      near.resetAndDestroy()
      return
    }
    const far = connect(Number(port), hostname)
    for (const [socket, other] of [
      [near, far],
      [far, near],
    ] as const) {
      open.add(socket)
      socket.on('error', () => other.destroy())
      socket.on('close', () => {
        open.delete(socket)
        other.destroy()
      })
    }
    near.on('data', (bytes) => {
      gone += bytes.length
      if (cuts === 0 && gone > afterBytes) return cut()
      if (!far.write(bytes)) near.pause()
    })
    far.on('drain', () => near.resume())
    far.pipe(near)
  })
  await once(server.listen(0, '127.0.0.1'), 'listening')
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    cuts: () => cuts,
    async close() {
      for (const socket of open) socket.destroy()
      server.close()
      await once(server, 'close')
    },
  }
}
