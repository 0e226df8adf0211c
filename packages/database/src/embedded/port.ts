import { randomInt } from 'node:crypto'
import { createServer } from 'node:net'

/** Below 32768, where Linux begins to take ports for outgoing connections: one of those once sat on a fixed port. */
const lowest = 20_000
const highest = 32_767

/** A TCP port of 127.0.0.1, 20000 to 32767, that was free a moment ago. */
export async function freePort(): Promise<number> {
  for (let tries = 0; tries < 100; tries++) {
    const port = randomInt(lowest, highest + 1)
    if (await isFree(port)) return port
  }
  throw new Error(`no free port from ${lowest} to ${highest} in 100 tries`)
}

function isFree(port: number): Promise<boolean> {
  return new Promise((done) => {
    const probe = createServer()
    probe.once('error', () => done(false))
    probe.listen({ port, host: '127.0.0.1', exclusive: true }, () => probe.close(() => done(true)))
  })
}
