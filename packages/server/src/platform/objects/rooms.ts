/** A sealed chunk with its header, or a whole entry of a pack, fits. */
const usual = 1024 * 1024 + 64 * 1024
const most = 16
const free: Buffer<ArrayBuffer>[] = []

/**
 * Lends memory for sealed bytes, to be used again afterwards: what lies outside the heap drives the garbage collector, and
 * new buffers for each read cost more time there than the decryption. Nothing of it may be kept when `work` is done.
 */
export async function inRoom<T>(length: number, work: (room: Buffer<ArrayBuffer>) => Promise<T>): Promise<T> {
  if (length > usual) return work(Buffer.allocUnsafeSlow(length))
  const room = free.pop() ?? Buffer.allocUnsafeSlow(usual)
  try {
    return await work(room.subarray(0, length))
  } finally {
    if (free.length < most) free.push(room)
  }
}
