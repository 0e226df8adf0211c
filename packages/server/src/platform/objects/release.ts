/** Smaller pieces of memory are not worth it, and Node lets several buffers share them. */
const least = 16 * 1024

/**
 * Gives memory back that nobody reads any more, instead of waiting for the garbage collector: it is driven by memory outside
 * the heap, and works half as long as the encryption itself when films come in. Whoever still holds the bytes finds none.
 */
export function release(bytes: Uint8Array): void {
  const { buffer, byteLength } = bytes
  // Only what fills its memory: Node's own pool is shared.
  if (buffer instanceof ArrayBuffer && byteLength >= least && byteLength === buffer.byteLength) buffer.transfer(0)
}
