import { randomFillSync } from 'node:crypto'

const pool = Buffer.alloc(4096)
let left = 0

/**
 * Random bytes for keys and nonces. Node asks the system anew for each few bytes, ten microseconds each time; a page of them
 * costs as much. What was given out is blotted out here: it stands with its owner alone.
 *
 * @param length  at most a page
 */
export function fewRandomBytes(length: number): Buffer {
  if (length > left) {
    randomFillSync(pool)
    left = pool.length
  }
  const own = Buffer.alloc(length)
  pool.copy(own, 0, left - length, left)
  pool.fill(0, left - length, left)
  left -= length
  return own
}
