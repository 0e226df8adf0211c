/** Pictures kept in memory, the longest unused going first: making one takes forty times as long as finding it. */
export class KeptPictures {
  readonly #pictures = new Map<string, Uint8Array>()
  readonly #maxBytes: number
  #bytes = 0

  constructor(maxBytes: number) {
    this.#maxBytes = maxBytes
  }

  get bytes(): number {
    return this.#bytes
  }

  get(key: string): Uint8Array | undefined {
    const picture = this.#pictures.get(key)
    if (picture === undefined) return undefined
    // A Map keeps the order of insertion, so the youngest use stands last.
    this.#pictures.delete(key)
    this.#pictures.set(key, picture)
    return picture
  }

  keep(key: string, picture: Uint8Array): void {
    this.#drop(key)
    if (picture.length > this.#maxBytes) return
    this.#pictures.set(key, picture)
    this.#bytes += picture.length
    for (const oldest of this.#pictures.keys()) {
      if (this.#bytes <= this.#maxBytes) return
      this.#drop(oldest)
    }
  }

  #drop(key: string): void {
    this.#bytes -= this.#pictures.get(key)?.length ?? 0
    this.#pictures.delete(key)
  }
}
