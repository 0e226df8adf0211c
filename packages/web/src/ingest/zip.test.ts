import { crc32, deflateRawSync } from 'node:zlib'
import { describe, expect, test } from 'vitest'
import { pick } from './pick.ts'
import { isZip, unpack, zipLimits } from './zip.ts'

type Given = {
  path: string
  bytes: Buffer
  method?: 0 | 8 | 12
  flags?: number
  size?: number
  crc?: number
  packed?: Buffer
}

/** A ZIP by APPNOTE 4.3: local headers with their data, the central directory, its end. */
function zipOf(given: readonly Given[]): File {
  const parts: Buffer[] = []
  const list: Buffer[] = []
  let at = 0
  for (const { path, bytes, method = 8, flags = 0, size = bytes.length, crc = crc32(bytes), packed } of given) {
    const data = packed ?? (method === 8 ? deflateRawSync(bytes) : bytes)
    const name = Buffer.from(path)
    const common = Buffer.alloc(26)
    common.writeUInt16LE(20, 0)
    common.writeUInt16LE(flags, 2)
    common.writeUInt16LE(method, 4)
    common.writeUInt32LE(crc, 10)
    common.writeUInt32LE(data.length, 14)
    common.writeUInt32LE(size, 18)
    common.writeUInt16LE(name.length, 22)
    const local = Buffer.concat([Buffer.from('PK\x03\x04', 'latin1'), common, name, data])
    const rest = Buffer.alloc(14)
    rest.writeUInt32LE(at, 10)
    list.push(Buffer.concat([Buffer.from('PK\x01\x02\x14\0', 'latin1'), common, rest, name]))
    parts.push(local)
    at += local.length
  }
  const directory = Buffer.concat(list)
  const end = Buffer.alloc(22)
  end.write('PK\x05\x06', 'latin1')
  end.writeUInt16LE(given.length, 8)
  end.writeUInt16LE(given.length, 10)
  end.writeUInt32LE(directory.length, 12)
  end.writeUInt32LE(at, 16)
  return new File([Buffer.concat([...parts, directory, end])], 'study.zip')
}

const png = (text: string) => Buffer.concat([Buffer.from([0x89, 0x50, 0x4e, 0x47]), Buffer.from(text.repeat(40))])
const shown = async (zip: File) => (await unpack(zip, 'study.zip')).map(({ path, why }) => [path, why])

test('every file comes out as it went in, packed or not, with its folder in the path', async () => {
  const [one, two] = [png('one'), png('two')]
  const zip = zipOf([
    { path: 'a/', bytes: Buffer.alloc(0), method: 0 },
    { path: 'a/one.png', bytes: one },
    { path: 'b/two.png', bytes: two, method: 0 },
  ])
  expect(await isZip(zip)).toBe(true)
  const found = await unpack(zip, 'study.zip')
  expect(found.map(({ path }) => path)).toEqual(['study.zip/a/one.png', 'study.zip/b/two.png'])
  expect(found.map(({ file }) => file.name)).toEqual(['one.png', 'two.png'])
  expect(await Promise.all(found.map(async ({ file }) => Buffer.from(await file.arrayBuffer())))).toEqual([one, two])
})

describe('a file that is wrong is named with its reason, and the others come', () => {
  const good = { path: 'good.png', bytes: png('good') }
  test.each<[string, Given, string]>([
    ['behind a password', { path: 'x', bytes: png('x'), flags: 1 }, 'locked'],
    ['packed in a way that browsers do not know', { path: 'x', bytes: png('x'), method: 12 }, 'method'],
    ['damaged', { path: 'x', bytes: png('x'), packed: Buffer.from('no deflate at all') }, 'broken'],
    ['not what its sum says', { path: 'x', bytes: png('x'), crc: 1 }, 'broken'],
    ['twenty-one times as large as it is packed', { path: 'x', bytes: Buffer.alloc(2 * 2 ** 20) }, 'bomb'],
    ['announced larger than any file may be', { path: 'x', bytes: png('x'), size: 2 ** 30 }, 'bomb'],
    ['longer than announced', { path: 'x', bytes: Buffer.alloc(2 * 2 ** 20), size: 1000 }, 'broken'],
  ])('%s', async (_, bad, why) => {
    expect(await shown(zipOf([bad, good]))).toEqual([
      ['study.zip/x', why],
      ['study.zip/good.png', undefined],
    ])
  })
})

test('what is black packs better than twenty times and still comes while it is small', async () => {
  const bytes = Buffer.concat([png('x'), Buffer.alloc(zipLimits.free * zipLimits.times - 1000)])
  expect(await shown(zipOf([{ path: 'black.png', bytes }]))).toEqual([['study.zip/black.png', undefined]])
})

test('too many files, or no directory: the archive as a whole is refused', async () => {
  const many = Array.from({ length: zipLimits.files + 1 }, (_, n) => ({
    path: `${n}`,
    bytes: Buffer.from('x'),
    method: 0 as const,
  }))
  expect(await shown(zipOf(many))).toEqual([['study.zip', 'many']])
  const cut = zipOf([{ path: 'x', bytes: png('x') }])
  expect(await shown(new File([cut.slice(0, cut.size - 30)], 'study.zip'))).toEqual([['study.zip', 'broken']])
})

test('what is chosen is unpacked, sorted and looked at like loose files', async () => {
  const zip = zipOf([
    { path: 'img10.png', bytes: png('b') },
    { path: 'img2.png', bytes: png('a') },
    { path: 'notes.txt', bytes: Buffer.from('hello') },
    { path: '__MACOSX/._img2.png', bytes: Buffer.from('x') },
  ])
  const picked = await pick([{ file: zip, path: 'study.zip' }])
  expect(picked.map(({ path, why }) => [path, why])).toEqual([
    ['study.zip/__MACOSX/._img2.png', 'hidden'],
    ['study.zip/img2.png', undefined],
    ['study.zip/img10.png', undefined],
    ['study.zip/notes.txt', 'kind'],
  ])
})
