type Work = (cancelled: AbortSignal) => Promise<void>

/** The request of a peer that is being worked on. One at a time: the next one waits (PS3.7 D.3.3.3, window of 1). */
export class Working {
  #current: { messageId: number; cancel: AbortController; done: Promise<void> } | undefined

  get isBusy(): boolean {
    return this.#current !== undefined
  }

  /** Settles when nothing is being worked on. */
  async idle(): Promise<void> {
    await this.#current?.done
  }

  /**
   * @param work  never rejects
   * @returns what to wait for when another one has to end first
   */
  start(messageId: number, work: Work): Promise<void> | undefined {
    if (this.#current) return this.#current.done.then(() => this.#begin(messageId, work))
    this.#begin(messageId, work)
    return undefined
  }

  /** C-CANCEL (PS3.7 9.3.2.3); one that comes too late says nothing. */
  cancel(messageId: number | undefined, reason: Error): void {
    if (this.#current?.messageId === messageId) this.cancelAny(reason)
  }

  cancelAny(reason: Error): void {
    this.#current?.cancel.abort(reason)
  }

  #begin(messageId: number, work: Work): void {
    const cancel = new AbortController()
    const done = work(cancel.signal).finally(() => {
      this.#current = undefined
    })
    this.#current = { messageId, cancel, done }
  }
}
