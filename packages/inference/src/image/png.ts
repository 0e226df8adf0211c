/**
 * Writes indexed PNG files (ISO/IEC 15948). sharp quantises colours itself, which takes a hundred times as long and is not ours to
 * reproduce; here index, palette and bytes are fixed.
 */
import { promisify } from 'node:util'
import { crc32, deflate } from 'node:zlib'

const compress = promisify(deflate)

const SIGNATURE = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a])
const INDEXED = 3
const FILTER_SUB = 1

/** 5.3: length, type, data, CRC of type and data. */
function chunk(type: string, data: Uint8Array): Buffer {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), data])
  const framed = Buffer.alloc(body.length + 8)
  framed.writeUInt32BE(data.length, 0)
  body.copy(framed, 4)
  framed.writeUInt32BE(crc32(body), body.length + 4)
  return framed
}

/** 11.2.2 */
function header(width: number, height: number): Buffer {
  const data = Buffer.alloc(13)
  data.writeUInt32BE(width, 0)
  data.writeUInt32BE(height, 4)
  data.set([8, INDEXED, 0, 0, 0], 8)
  return chunk('IHDR', data)
}

/** 9.2: each row begins with its filter; Sub leaves mostly zeros of a smooth map. */
function filtered(indices: Uint8Array, width: number, height: number): Buffer {
  const rows = Buffer.alloc((width + 1) * height)
  for (let y = 0; y < height; y++) {
    const out = y * (width + 1)
    rows[out] = FILTER_SUB
    let left = 0
    for (let x = 0; x < width; x++) {
      const value = indices[y * width + x] as number
      rows[out + 1 + x] = value - left
      left = value
    }
  }
  return rows
}

export type Palette = readonly (readonly [red: number, green: number, blue: number, alpha: number])[]

/**
 * @param indices  one byte a pixel into `palette`, row-major
 * @param palette  at most 256 colours, each 0 to 255
 */
export async function writeIndexedPng(
  indices: Uint8Array,
  width: number,
  height: number,
  palette: Palette,
): Promise<Uint8Array> {
  const data = await compress(filtered(indices, width, height), { level: 3 })
  const colours = Uint8Array.from(palette.flatMap((colour) => colour.slice(0, 3)))
  const alphas = Uint8Array.from(palette.map((colour) => colour[3]))
  const chunks = [
    header(width, height),
    chunk('PLTE', colours),
    chunk('tRNS', alphas),
    chunk('IDAT', data),
    chunk('IEND', new Uint8Array()),
  ]
  return Buffer.concat([SIGNATURE, ...chunks])
}
