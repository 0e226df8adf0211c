import { createHash } from 'node:crypto'
import { existsSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { isDeepStrictEqual } from 'node:util'
import { decodeFrame, frameBytes, inspect, nativeBytesOf, parse } from '@firstread/dicom'
import { newSite, type Person, type Site } from '@firstread/testing'
import sharp from 'sharp'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { upload } from '../../ingest/testing/upload.ts'
import { instancesOf, stow } from './testing/clients.ts'

const folder = join(process.env.TEST_DATA ?? resolve(import.meta.dirname, '../../../../../../shared/data'), 'dicom')
const haveTestData = existsSync(join(folder, 'manifest.csv'))
if (!haveTestData) console.warn(`no real DICOM files at ${folder}: set TEST_DATA`)

type Row = { file: string; status: string; frame1: string }

async function readManifest(): Promise<Row[]> {
  const [header = '', ...lines] = (await readFile(join(folder, 'manifest.csv'), 'utf8')).trim().split('\n')
  const names = header.split(',')
  const cells = (line: string) => [...line.matchAll(/("(?:[^"]|"")*"|[^,]*)(?:,|$)/g)].map(([, cell = '']) => cell)
  const at = (name: string, of: string[]) => of[names.indexOf(name)] ?? ''
  return lines
    .map(cells)
    .map((of) => ({ file: at('file', of), status: at('status', of), frame1: at('frame1_sha256', of) }))
}

/** References that were written in another way than the files say (packages/dicom/README.md). */
const otherwise: Readonly<Record<string, string>> = {
  'pydicom-data/liver_j2k.dcm': 'one bit allocated: packed here, 16-bit words there',
}

const sha256 = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex')

describe.skipIf(!haveTestData)('300 real DICOM files come back', () => {
  let site: Site
  let ray: Person
  beforeAll(async () => {
    site = await newSite()
    ray = await site.person('radiologist')
  })
  afterAll(() => site[Symbol.asyncDispose]())

  /** By STOW-RS; what lacks the UIDs that it needs comes by the browser, which gives it some. */
  async function take({ file }: Row): Promise<string | undefined> {
    const bytes = await readFile(join(folder, file))
    const [path] = instancesOf(await stow(ray, [bytes]))
    if (path) return path
    const { body } = await upload(ray, [bytes])
    const { rows } = await site.admin.query(
      `select r.study_instance_uid, d.series_instance_uid, d.sop_instance_uid from dicom_instances d
       join report_images i using (image_id) join medical_reports r using (report_id) where i.image_id = $1`,
      [body.images?.[0]?.imageId],
    )
    const { study_instance_uid: study, series_instance_uid: series, sop_instance_uid: sop } = rows[0] ?? {}
    return study && `/dicom-web/studies/${study}/series/${series}/instances/${sop}`
  }

  const get = async (path: string, accept: string) => {
    const response = await ray.fetch(path, { headers: { accept } })
    return {
      status: response.status,
      type: response.headers.get('content-type'),
      bytes: Buffer.from(await response.arrayBuffer()),
    }
  }

  /** What is wrong with one file, as sentences. */
  async function look({ file, frame1 }: Row, path: string): Promise<string[]> {
    const bytes = await readFile(join(folder, file))
    const head = inspect(bytes, bytes.length)
    const elements = JSON.parse(JSON.stringify(head.elements)) // JSON knows no -0
    const wrong: string[] = []
    const check = (holds: boolean, what: string) => void (holds || wrong.push(`${file}: ${what}`))

    const original = await get(path, 'application/dicom; transfer-syntax=*')
    check(original.status === 200 && original.bytes.equals(bytes), `original ${original.status}`)

    const metadata = await get(`${path}/metadata`, 'application/dicom+json')
    const [instance] = metadata.status === 200 ? JSON.parse(metadata.bytes.toString()) : []
    for (const key of Object.keys(elements)) {
      const holdsBulk = JSON.stringify(instance?.[key] ?? null).includes('BulkDataURI')
      check(holdsBulk || isDeepStrictEqual(instance?.[key], elements[key]), `metadata ${key}`)
    }

    if (head.rows === undefined || !head.hasPixelData) {
      check((await get(`${path}/rendered`, '*/*')).status === 406, 'rendered without a picture')
      return wrong
    }
    const last = head.frames ?? 1
    const frame = await get(`${path}/frames/1`, 'application/octet-stream')
    const wanted = await nativeFrame(bytes, head.transferSyntaxUid)
    check(frame.bytes.equals(wanted), `frame ${frame.status} ${frame.type} ${frame.bytes.length} ${wanted.length}`)
    const isReference = [frame.bytes, wide(frame.bytes)].some((one) => sha256(one) === frame1)
    check(
      isReference || asWritten.has(head.transferSyntaxUid) || frame1 === '' || file in otherwise,
      'not the reference',
    )
    const stored = await get(
      `${path}/frames/${last}`,
      'multipart/related; type="application/octet-stream"; transfer-syntax=*',
    )
    check(stored.status === 200, `last frame as stored ${stored.status}`)
    const rendered = await get(`${path}/rendered`, 'image/jpeg')
    const size = rendered.status === 200 ? await sharp(rendered.bytes).metadata() : undefined
    check(size?.width === head.columns && size?.height === head.rows, `rendered ${rendered.status}`)
    return wrong
  }

  test('as they were, as metadata, frame by frame, and as a picture', async () => {
    let waiting = (await readManifest()).filter(({ status }) => status === 'valid')
    expect(waiting).toHaveLength(300)
    const wrong: string[] = []
    // One that shares its SOP Instance UID with another goes to another archive: nothing is ever overwritten.
    for (let seen = 0; waiting.length > 0; ) {
      await site.admin.query('truncate medical_reports, dicom_studies, stored_objects cascade')
      const paths = new Map<Row, string>()
      for (const row of waiting) {
        const path = await take(row)
        if (path && ![...paths.values()].includes(path)) paths.set(row, path)
      }
      expect(paths.size, `${waiting.map(({ file }) => file)}`).toBeGreaterThan(0)
      await each([...paths], async ([row, path]) => void wrong.push(...(await look(row, path))))
      seen += paths.size
      waiting = waiting.filter((row) => !paths.has(row))
      if (waiting.length === 0) expect(seen).toBe(300)
    }
    expect(wrong).toEqual([])
  }, 600_000)
})

/** Four at a time. */
async function each<T>(all: T[], work: (one: T) => Promise<void>): Promise<void> {
  const worker = async () => {
    for (let one = all.shift(); one !== undefined; one = all.shift()) await work(one)
  }
  await Promise.all([worker(), worker(), worker(), worker()])
}

/** 1-bit and other narrow frames whose reference was written in 16-bit words. */
const wide = (bytes: Buffer) => new Uint8Array(Uint16Array.from(bytes).buffer)

/** Native frames travel as they were written, which may be by plane and with stray bits; all others as values. */
const asWritten = new Set(['1.2.840.10008.1.2', '1.2.840.10008.1.2.1'])
async function nativeFrame(bytes: Uint8Array, transferSyntaxUid: string): Promise<Uint8Array> {
  const file = parse(bytes)
  return asWritten.has(transferSyntaxUid) ? frameBytes(file) : nativeBytesOf(await decodeFrame(file))
}
