/** Values on their way to one taker. Whoever pushes waits while too many are held. */
export class Queue<T> {
  readonly #most: number
  readonly #values: T[] = []
  #error: Error | undefined
  #taker: PromiseWithResolvers<void> | undefined
  #pusher: PromiseWithResolvers<void> | undefined

  constructor(most: number) {
    this.#most = most
  }

  push(value: T): Promise<void> | undefined {
    this.#values.push(value)
    this.#taker?.resolve()
    if (this.#values.length <= this.#most || this.#error) return undefined
    this.#pusher ??= Promise.withResolvers()
    return this.#pusher.promise
  }

  /** What was pushed before is still given out. */
  fail(error: Error): void {
    this.#error ??= error
    this.#taker?.resolve()
    this.#pusher?.resolve()
  }

  async take(): Promise<T> {
    while (this.#values.length === 0) {
      if (this.#error) throw this.#error
      this.#taker = Promise.withResolvers()
      await this.#taker.promise
    }
    this.#pusher?.resolve()
    this.#pusher = undefined
    return this.#values.shift() as T
  }
}
