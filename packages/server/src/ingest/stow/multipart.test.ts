import { randomBytes } from 'node:crypto'
import { expect, test } from 'vitest'
import { Multipart } from './multipart.ts'

async function* inPieces(body: Buffer, size: number): AsyncGenerator<Buffer> {
  for (let at = 0; at < body.length; at += size) yield body.subarray(at, at + size)
}

async function read(body: Buffer, size: number, boundary = 'b-1') {
  const parts: { type: string | undefined; bytes: Buffer }[] = []
  for await (const { type, bytes } of new Multipart(inPieces(body, size), boundary).parts())
    parts.push({ type, bytes: Buffer.concat(await Array.fromAsync(bytes)) })
  return parts
}

// Contents that look like the boundary without being it, at every place that a seam can have.
const contents = [
  Buffer.alloc(0),
  Buffer.from('\r\n--b-'),
  Buffer.from('\r\r\n\r\n-\r\n--\r\n--b\r\n--b--1'),
  Buffer.from('--b-1 in the middle of a line --b-1--'),
  randomBytes(1000),
]
const body = Buffer.concat([
  Buffer.from('a preamble\r\n'),
  ...contents.flatMap((content) => [
    Buffer.from('--b-1 \t\r\nContent-Type: application/dicom\r\nX: y\r\n\r\n'),
    content,
    Buffer.from('\r\n'),
  ]),
  Buffer.from('--b-1--\r\nan epilogue'),
])

test('the parts are the same in pieces of any size', async () => {
  for (let size = 1; size <= 80; size += 1) {
    const parts = await read(body, size)
    expect(
      parts.map(({ bytes }) => bytes.toString('hex')),
      `${size} bytes`,
    ).toEqual(contents.map((c) => c.toString('hex')))
    expect(parts[0]?.type).toBe('application/dicom')
  }
  expect(await read(body, body.length)).toHaveLength(contents.length)
})

test('a part that nobody reads to its end takes no other with it', async () => {
  const seen: number[] = []
  for await (const { bytes } of new Multipart(inPieces(body, 50), 'b-1').parts()) {
    seen.push(1)
    for await (const _ of bytes) break
  }
  expect(seen).toHaveLength(contents.length)
})

test('a part without headers has no type', async () => {
  const bare = Buffer.from('--b-1\r\n\r\nsomething\r\n--b-1--')
  expect(await read(bare, 3)).toEqual([{ type: undefined, bytes: Buffer.from('something') }])
})

test.each([
  ['no boundary', Buffer.from('just text')],
  ['nothing', Buffer.alloc(0)],
  ['an end inside a part', body.subarray(0, -30)],
  ['an end inside the headers', Buffer.from('--b-1\r\nContent-Type: x')],
  ['endless headers', Buffer.concat([Buffer.from('--b-1\r\nX: '), Buffer.alloc(100_000, 'x')])],
  ['a boundary that goes on', Buffer.concat([Buffer.from('--b-1'), Buffer.alloc(1000, 'x')])],
])('%s is a malformed body', async (_name, broken) => {
  for (const size of [1, 7, 65_536]) await expect(read(broken, size)).rejects.toMatchObject({ code: 'malformed-body' })
})
