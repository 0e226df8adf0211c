import { createHash, randomBytes } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { crc32, deflateSync } from 'node:zlib'
import { expect } from 'vitest'
import { speakAs } from '../api.ts'
import { desk, enter } from '../browser.ts'
import { cuttingProxy } from '../cutting-proxy.ts'
import { barriers, shoot } from '../look.ts'
import { come, film, heading, of, patience, site, story } from '../site.ts'

const chunk = (type: string, data: Buffer) => {
  const body = Buffer.concat([Buffer.from(type), data])
  const [length, sum] = [Buffer.alloc(4), Buffer.alloc(4)]
  length.writeUInt32BE(data.length)
  sum.writeUInt32BE(crc32(body))
  return Buffer.concat([length, body, sum])
}
/** A grey PNG of noise (it does not compress): side × side bytes and a little more. */
function noise(side: number): Buffer {
  const header = Buffer.alloc(13)
  header.writeUInt32BE(side, 0)
  header.writeUInt32BE(side, 4)
  header.writeUInt8(8, 8)
  const lines = Array.from({ length: side }, () => Buffer.concat([Buffer.from([0]), randomBytes(side)]))
  const signature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a])
  return Buffer.concat([
    signature,
    chunk('IHDR', header),
    chunk('IDAT', deflateSync(Buffer.concat(lines), { level: 0 })),
    chunk('IEND', Buffer.alloc(0)),
  ])
}

/** A ZIP whose files are stored as they are (APPNOTE 4.3). */
function zipOf(files: readonly (readonly [string, Buffer])[]): Buffer {
  const locals: Buffer[] = []
  const entries: Buffer[] = []
  let at = 0
  for (const [path, bytes] of files) {
    const [name, common] = [Buffer.from(path), Buffer.alloc(26)]
    common.writeUInt16LE(20, 0)
    common.writeUInt32LE(crc32(bytes), 10)
    common.writeUInt32LE(bytes.length, 14)
    common.writeUInt32LE(bytes.length, 18)
    common.writeUInt16LE(name.length, 22)
    const rest = Buffer.alloc(14)
    rest.writeUInt32LE(at, 10)
    entries.push(Buffer.concat([Buffer.from('PK\x01\x02\x14\0', 'latin1'), common, rest, name]))
    const local = Buffer.concat([Buffer.from('PK\x03\x04', 'latin1'), common, name, bytes])
    locals.push(local)
    at += local.length
  }
  const list = Buffer.concat(entries)
  const end = Buffer.alloc(22)
  end.write('PK\x05\x06', 'latin1')
  end.writeUInt16LE(files.length, 10)
  end.writeUInt32LE(list.length, 12)
  end.writeUInt32LE(at, 16)
  return Buffer.concat([...locals, list, end])
}

story(
  'an upload whose connection is cut in the middle of a file goes on there, and the file is the same',
  { timeout: patience },
  async () => {
    const proxy = await cuttingProxy(site.url, { afterBytes: 3_500_000, awayMs: 1500 })
    const { page, context } = await enter(site.browser, proxy.url, of('radiologist'), desk)
    const bytes = noise(2600) // 6.8 MB: seven pieces
    await page.getByLabel('Choose files').setInputFiles({ name: 'film.png', mimeType: 'image/png', buffer: bytes })
    await page.getByRole('button', { name: 'Send 1 file' }).click()
    await page.getByText('The connection was cut. It goes on by itself').waitFor()
    await shoot(page, 'upload-cut')
    await heading(page, 'Stored safely').waitFor()
    expect(proxy.cuts()).toBe(1)
    const href = await page.getByRole('link', { name: 'Follow this study' }).getAttribute('href')
    const reportId = href?.split('/').at(-1)
    const say = await speakAs(site.url, of('radiologist'))
    const { images } = await say('GET', `/reports/${reportId}`)
    expect(images).toMatchObject([{ fileSize: bytes.length, width: 2600 }])
    const back = await page.evaluate(
      `fetch('/api/v1/reports/${reportId}/images/${images[0].imageId}').then((r) => r.arrayBuffer())
        .then((b) => crypto.subtle.digest('SHA-256', b)).then((d) => [...new Uint8Array(d)].map((n) => n.toString(16).padStart(2, '0')).join(''))`,
    )
    expect(back).toBe(createHash('sha256').update(bytes).digest('hex'))
    await context.close()
    await proxy.close()
  },
)

story(
  'a ZIP is unpacked before it is sent, with a reason for each file that is left out, for a patient nobody knew',
  { timeout: patience },
  async () => {
    const { page, troubles } = await come('radiologist')
    const zip = zipOf([
      ['study/front.jpeg', readFileSync(film())],
      ['study/side.jpeg', readFileSync(film())],
      ['study/notes.txt', Buffer.from('no picture')],
    ])
    await page.getByLabel('Choose files').setInputFiles({ name: 'cd.zip', mimeType: 'application/zip', buffer: zip })
    await page.getByText('cd.zip/study/front.jpeg').waitFor()
    await page.getByText('neither JPEG, PNG nor DICOM').waitFor()

    await page.getByLabel('Patient', { exact: true }).fill('Zita Newcomer')
    await page.getByRole('option', { name: 'New patient “Zita Newcomer”' }).click()
    await page.getByLabel('Date of birth').fill('2019-05-04')
    expect(await barriers(page)).toEqual([])
    await shoot(page, 'new-patient')
    await page.getByRole('button', { name: 'Make the patient' }).click()
    await page.getByText('New: who it is has still to be confirmed.').waitFor()
    await shoot(page, 'upload-zip')
    await page.getByRole('button', { name: 'Send 2 files' }).click()
    await heading(page, 'Stored safely').waitFor()
    await page.getByText('Whose study it is could not be confirmed.').waitFor()

    // The next time the search finds her first.
    await page.getByRole('button', { name: 'Upload another study' }).click()
    await page.getByLabel('Patient', { exact: true }).fill('Zita')
    await page.getByRole('option', { name: /^Zita Newcomer/ }).waitFor()
    expect(troubles).toEqual([])
  },
)
