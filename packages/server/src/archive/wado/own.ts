/** Smaller pieces of memory are not worth it, and Node lets several buffers share them. */
const least = 64 * 1024

const owned = new WeakSet<Uint8Array>()

/** Marks the chunks of an object store, which nobody else holds, so that whoever has sent them may let their memory go. */
export async function* own(source: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  for await (const bytes of source) {
    if (bytes.buffer.byteLength >= least) owned.add(bytes)
    yield bytes
  }
}

/**
 * Frees the memory of bytes that were sent, if they were marked. Waiting for the garbage collector costs three quarters of
 * the time that a film takes: it is driven by memory outside the heap, which these bytes are.
 */
export function letGo(bytes: Uint8Array): void {
  if (!owned.delete(bytes)) return
  const { buffer } = bytes
  if (buffer instanceof ArrayBuffer) buffer.transfer(0)
}
