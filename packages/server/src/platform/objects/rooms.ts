/** A sealed chunk with its header, or a whole entry of a pack, fits. */
const usual = 1024 * 1024 + 64 * 1024
const most = 16
const free: Buffer<ArrayBuffer>[] = []

/**
 * Memory for sealed bytes, to be used again afterwards: what lies outside the heap drives the garbage collector, and new
 * buffers for each read cost more time there than the decryption. Whoever borrows it gives it back, once.
 */
export const borrow = (length: number): Buffer<ArrayBuffer> =>
  (length > usual ? undefined : free.pop()) ?? Buffer.allocUnsafeSlow(Math.max(length, usual))

export function giveBack(room: Buffer<ArrayBuffer>): void {
  if (room.length === usual && free.length < most) free.push(room)
}

/** Lends a room for as long as `work` takes. Nothing of it may be kept when that is done. */
export async function inRoom<T>(length: number, work: (room: Buffer<ArrayBuffer>) => Promise<T>): Promise<T> {
  const room = borrow(length)
  try {
    return await work(room.subarray(0, length))
  } finally {
    giveBack(room)
  }
}
