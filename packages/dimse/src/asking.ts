import type { ByteChannel } from './byte-channel.ts'
import type { CommandSet } from './command-set.ts'
import type { Message } from './message.ts'
import { Queue } from './queue.ts'

export type Response = { readonly command: CommandSet; readonly dataSet: ByteChannel | undefined }

/** Answers that wait for whoever asked; then the peer waits. */
const MOST_RESPONSES = 32

/** What we asked and have no final answer to, by MessageID. */
export class Asking {
  readonly #queues = new Map<number, Queue<Response>>()
  #lastMessageId = 0

  get isWaiting(): boolean {
    return this.#queues.size > 0
  }

  open(): { readonly messageId: number; readonly responses: Queue<Response> } {
    this.#lastMessageId = (this.#lastMessageId % 0xffff) + 1
    const responses = new Queue<Response>(MOST_RESPONSES)
    this.#queues.set(this.#lastMessageId, responses)
    return { messageId: this.#lastMessageId, responses }
  }

  close(messageId: number): void {
    this.#queues.delete(messageId)
  }

  /** @returns what to wait for when whoever asked is behind */
  answered({ command, dataSet }: Message): Promise<void> | undefined {
    const queue = this.#queues.get(command.MessageIDBeingRespondedTo ?? 0)
    if (queue) return queue.push({ command, dataSet })
    dataSet?.discard() // an answer to what was cancelled
    return undefined
  }

  fail(error: Error): void {
    for (const queue of this.#queues.values()) queue.fail(error)
  }
}
