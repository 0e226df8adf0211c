import { crc32 } from 'node:zlib'
import { Problem } from '@firstread/contract'
import { checkSize } from './size.ts'
import { type Check, pass, take } from './wish.ts'

export type RasterSize = { width: number; height: number }

const signature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a])

/** Samples per pixel and permitted bit depths by colour type, ISO/IEC 15948, 11.2.2. */
const colours: Record<number, { samples: number; depths: readonly number[] }> = {
  0: { samples: 1, depths: [1, 2, 4, 8, 16] },
  2: { samples: 3, depths: [8, 16] },
  3: { samples: 1, depths: [1, 2, 4, 8] },
  4: { samples: 2, depths: [8, 16] },
  6: { samples: 4, depths: [8, 16] },
}

const broken = (detail: string) => new Problem('broken-file', detail)

/**
 * A PNG from its signature to IEND: order of the chunks, and every checksum, so that each damaged byte is found.
 *
 * @throws Problem  broken-file, file-limits
 */
export function* checkPng(): Check<RasterSize> {
  if (!(yield* take(8)).equals(signature)) throw broken('The PNG signature is damaged')
  const size = yield* readHeader()
  let hasPixels = false
  for (;;) {
    const { type, data } = yield* readChunk()
    if (type === 'IDAT') hasPixels = true
    if (type === 'IHDR' || (type === 'IEND' && data > 0)) throw broken('The chunks are not in order')
    if (type !== 'IEND') continue
    if (!hasPixels) throw broken('The PNG has no pixels')
    return size
  }
}

function* readHeader(): Check<RasterSize> {
  let header = Buffer.alloc(0)
  const { type, data } = yield* readChunk((part) => {
    header = Buffer.concat([header, part]).subarray(0, 13)
  })
  if (type !== 'IHDR' || data !== 13) throw broken('The PNG has no header')
  const [depth = 0, colour = -1, compression, filter, interlace = 9] = header.subarray(8)
  const known = colours[colour]
  if (!known?.depths.includes(depth) || compression !== 0 || filter !== 0 || interlace > 1) {
    throw broken('The PNG header makes no sense')
  }
  const size = { width: header.readUInt32BE(0), height: header.readUInt32BE(4) }
  checkSize(size.width, size.height, (known.samples * Math.max(8, depth)) / 8)
  return size
}

function* readChunk(see?: (part: Buffer) => void): Check<{ type: string; data: number }> {
  const head = yield* take(8)
  const data = head.readUInt32BE(0)
  const type = head.toString('latin1', 4, 8)
  if (data > 0x7fffffff || !/^[A-Za-z]{4}$/.test(type)) throw broken('A chunk makes no sense')
  let sum = crc32(head.subarray(4))
  yield* pass(data, (part) => {
    sum = crc32(part, sum)
    see?.(part)
  })
  if ((yield* take(4)).readUInt32BE(0) !== sum) throw broken('A checksum does not fit')
  return { type, data }
}
