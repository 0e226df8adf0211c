import type { Socket } from 'node:net'

/**
 * Connections whose association nobody knows yet. There is room for so many; whoever came first has had the most time,
 * so it goes first. A flood of silent connections therefore never keeps the next honest one out.
 */
export class Strangers {
  readonly #most: number
  /** in the order in which they came; by address, because a TLS socket is not the one that was accepted */
  readonly #sockets = new Map<string, Socket>()

  constructor(most: number) {
    this.#most = most
  }

  add(socket: Socket): void {
    const key = keyOf(socket)
    this.#sockets.set(key, socket)
    socket.once('close', () => {
      if (this.#sockets.get(key) === socket) this.#sockets.delete(key)
    })
    if (this.#sockets.size <= this.#most) return
    const [oldest] = this.#sockets.values()
    oldest?.destroy()
  }

  /** It is known now, or has been sent away. */
  delete(socket: Socket): void {
    this.#sockets.delete(keyOf(socket))
  }

  close(): void {
    for (const socket of this.#sockets.values()) socket.destroy()
  }
}

const keyOf = ({ remoteAddress, remotePort }: Socket): string => `${remoteAddress} ${remotePort}`
