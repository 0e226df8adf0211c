import { createHash } from 'node:crypto'
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { decodeFrame, frameBytes, parse, synthesize, text, write } from '@firstread/dicom'
import { newSite, type Person, type Site } from '@firstread/testing'
import sharp from 'sharp'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { upload } from '../../ingest/testing/upload.ts'
import { instancesOf, read, stow } from './testing/clients.ts'

const explicit = '1.2.840.10008.1.2.1'
const rle = '1.2.840.10008.1.2.5'
const jpegLs = '1.2.840.10008.1.2.4.80'

let site: Site
let ray: Person
let ada: Person
let doctor: Person
let ct: Uint8Array
let coded: Uint8Array
let film: Uint8Array
let path: string
let codedPath: string
let filmPath: string

const series = (at: string) => at.replace(/\/instances\/.*/, '')
const study = (at: string) => at.replace(/\/series\/.*/, '')
const raw = (v: { buffer: ArrayBufferLike; byteOffset: number; byteLength: number }) =>
  Buffer.from(v.buffer, v.byteOffset, v.byteLength)

beforeAll(async () => {
  site = await newSite()
  ;[ray, ada, doctor] = [await site.person('radiologist'), await site.person('patient'), await site.person('doctor')]
  const same = { patient: 'p', study: 's', series: 'se', rows: 60, columns: 50 } as const
  ct = synthesize({ ...same, kind: 'CT', seed: 1, frames: 4 })
  coded = synthesize({ ...same, kind: 'CT', seed: 2, frames: 3, transferSyntaxUid: rle })
  film = synthesize({ kind: 'DX', seed: 3, rows: 1500, columns: 1200 })
  const paths = instancesOf(await stow(ray, [ct, coded, film]))
  const of = (bytes: Uint8Array) => {
    const uid = text(parse(bytes).elements, 'SOPInstanceUID') ?? ''
    return paths.find((one) => one.endsWith(`/${uid}`)) ?? ''
  }
  ;[path, codedPath, filmPath] = [of(ct), of(coded), of(film)]
})
afterAll(() => site[Symbol.asyncDispose]())

const get = (at: string, accept?: string, headers: Record<string, string> = {}) =>
  read(doctor, at, { ...headers, ...(accept === undefined ? {} : { accept }) })

describe('a DICOM file', () => {
  test('comes as it is stored, byte for byte, in one part or in several', async () => {
    const one = await get(path, 'application/dicom; transfer-syntax=*')
    expect([one.status, one.bytes.equals(Buffer.from(ct))]).toEqual([200, true])
    expect(Object.fromEntries(one.headers)).toMatchObject({
      'content-type': `application/dicom; transfer-syntax=${explicit}`,
      'content-length': String(ct.length),
      'x-content-type-options': 'nosniff',
      'content-security-policy': expect.stringContaining('sandbox'),
      'cache-control': 'no-store',
    })
    const many = await get(path, 'multipart/related; type="application/dicom"; transfer-syntax=*')
    expect(Number(many.headers.get('content-length'))).toBe(many.bytes.length)
    expect(many.parts.map((part) => part.bytes.equals(Buffer.from(ct)))).toEqual([true])
    expect(many.parts[0]?.headers.get('content-location')).toBe(`${site.url}${path}`)
  })

  /** PS3.18 8.7.3.5.2: without a parameter explicit little endian, whatever is stored. */
  const negotiated: [accept: string | undefined, status: number, syntax?: string][] = [
    [undefined, 200, explicit],
    ['*/*', 200, explicit],
    ['multipart/related; type="application/dicom"', 200, explicit],
    ['multipart/related;type=application/dicom;transfer-syntax=*', 200, rle],
    [`multipart/related; type="application/dicom"; transfer-syntax=${rle}`, 200, rle],
    [`multipart/related; type="application/dicom"; transfer-syntax=${jpegLs}`, 200, jpegLs],
    ['multipart/related; type="application/dicom"; transfer-syntax=1.2.840.10008.1.2.4.70', 406],
    ['image/jpeg', 406],
    ['multipart/related; type="application/octet-stream"', 406],
    [
      `image/gif, application/dicom;transfer-syntax=${jpegLs};q=0.5, application/dicom;transfer-syntax=*;q=0.2`,
      200,
      jpegLs,
    ],
    ['application/dicom;q=0', 406],
  ]
  test.each(negotiated)('Accept %s → %i %s', async (accept, status, syntax) => {
    const answer = await get(codedPath, accept)
    expect(answer.status, answer.bytes.toString().slice(0, 300)).toBe(status)
    if (syntax === undefined)
      return expect(JSON.parse(answer.bytes.toString())).toMatchObject({ code: 'not-acceptable' })
    const [bytes] = answer.parts.length > 0 ? answer.parts.map((part) => part.bytes) : [answer.bytes]
    const made = parse(bytes ?? Buffer.alloc(0))
    expect(made.transferSyntaxUid).toBe(syntax)
    for (const frame of [0, 2])
      expect((await decodeFrame(made, frame)).values).toEqual((await decodeFrame(parse(coded), frame)).values)
  })

  test('the query parameter accept goes before the header', async () => {
    const answer = await get(
      `${path}?accept=${encodeURIComponent('application/dicom; transfer-syntax=*')}`,
      'image/gif',
    )
    expect([answer.status, answer.bytes.equals(Buffer.from(ct))]).toEqual([200, true])
  })

  test('comes in ranges, over the seam of two chunks too', async () => {
    const bytes = Buffer.from(film)
    expect(bytes.length).toBeGreaterThan(2 * 1024 * 1024)
    const seam = 1024 * 1024
    for (const [start, end] of [
      [0, 1],
      [seam - 3, seam + 3],
      [bytes.length - 5, bytes.length],
    ] as const) {
      const answer = await get(filmPath, 'application/dicom; transfer-syntax=*', { range: `bytes=${start}-${end - 1}` })
      expect([answer.status, answer.headers.get('content-range')]).toEqual([
        206,
        `bytes ${start}-${end - 1}/${bytes.length}`,
      ])
      expect(answer.bytes.equals(bytes.subarray(start, end))).toBe(true)
    }
    const beyond = await get(filmPath, 'application/dicom; transfer-syntax=*', { range: `bytes=${bytes.length}-` })
    expect(beyond.status).toBe(416)
    const last = await get(filmPath, 'application/dicom; transfer-syntax=*', { range: 'bytes=-7' })
    expect([last.status, last.bytes.equals(bytes.subarray(-7))]).toEqual([206, true])
  })

  test('goes on where it broke off, when it is still the same', async () => {
    const ask = (held: string) =>
      get(filmPath, 'application/dicom; transfer-syntax=*', { range: 'bytes=100-', 'if-range': held })
    const tag = (await get(filmPath, 'application/dicom; transfer-syntax=*')).headers.get('etag') ?? ''
    expect([(await ask(tag)).status, (await ask('"another"')).status]).toEqual([206, 200])
    expect((await ask('"another"')).bytes.equals(Buffer.from(film))).toBe(true)
  })

  test('whoever has it already is told so, and HEAD says what would come', async () => {
    const first = await get(path, 'application/dicom; transfer-syntax=*')
    const tag = first.headers.get('etag') ?? ''
    const again = await get(path, 'application/dicom; transfer-syntax=*', { 'if-none-match': `"other", ${tag}` })
    expect([again.status, again.bytes.length]).toEqual([304, 0])
    expect((await get(path, `application/dicom; transfer-syntax=${jpegLs}`, { 'if-none-match': tag })).status).toBe(200)
    const head = await doctor.fetch(path, {
      method: 'HEAD',
      headers: { accept: 'application/dicom; transfer-syntax=*' },
    })
    expect([head.status, head.headers.get('content-length')]).toEqual([200, String(ct.length)])
  })
})

describe('a study and a series', () => {
  test('come whole, one part for each instance, each under its own address', async () => {
    for (const at of [study(path), series(path)]) {
      const answer = await get(at, 'multipart/related; type="application/dicom"; transfer-syntax=*')
      expect(answer.parts.map((part) => createHash('sha256').update(part.bytes).digest('hex')).toSorted()).toEqual(
        [ct, coded].map((bytes) => createHash('sha256').update(bytes).digest('hex')).toSorted(),
      )
      expect(Number(answer.headers.get('content-length'))).toBe(answer.bytes.length)
    }
  })

  test('what has to be turned is turned as it goes', async () => {
    const answer = await get(study(path), 'multipart/related; type="application/dicom"')
    expect(answer.parts.map((part) => parse(part.bytes).transferSyntaxUid)).toEqual([explicit, explicit])
  })

  test('several instances do not fit into one part', async () => {
    expect((await get(study(path), 'application/dicom; transfer-syntax=*')).status).toBe(406)
    expect((await get(study(filmPath), 'application/dicom; transfer-syntax=*')).status).toBe(200)
  })
})

describe('metadata', () => {
  test('is the header, with an address for what was left out', async () => {
    const answer = await get(`${path}/metadata`)
    expect(answer.headers.get('content-type')).toMatch(/^application\/dicom\+json/)
    const [instance] = JSON.parse(answer.bytes.toString())
    expect(instance).toMatchObject(parse(ct).elements)
    expect(instance['7FE00010']).toEqual({ vr: 'OW', BulkDataURI: `${site.url}${path}/bulkdata/7FE00010` })
  })

  test('of a study and a series holds each instance', async () => {
    for (const at of [study(path), series(path)]) {
      const all = JSON.parse((await get(`${at}/metadata`, 'application/dicom+json')).bytes.toString())
      expect(all.map((one: Record<string, { Value: string[] }>) => one['00080018']?.Value[0]).toSorted()).toEqual(
        [path, codedPath].map((one) => one.split('/').at(-1)).toSorted(),
      )
    }
  })

  test('comes as XML when that is asked for, and as nothing else', async () => {
    const xml = await get(`${path}/metadata`, 'multipart/related; type="application/dicom+xml"')
    expect(xml.parts[0]?.headers.get('content-type')).toBe('application/dicom+xml')
    expect(xml.parts[0]?.bytes.toString()).toContain('<NativeDicomModel')
    expect((await get(`${path}/metadata`, 'text/html')).status).toBe(406)
  })
})

describe('frames', () => {
  test('of native pixels are ranges of the file', async () => {
    const file = parse(ct)
    const answer = await get(`${path}/frames/4,1`, 'multipart/related; type="application/octet-stream"')
    expect(answer.parts.map((part) => part.bytes.equals(Buffer.from(frameBytes(file, 3))))).toEqual([true, false])
    expect(answer.parts[1]?.bytes.equals(Buffer.from(frameBytes(file, 0)))).toBe(true)
    expect(answer.parts[0]?.headers.get('content-type')).toBe(`application/octet-stream; transfer-syntax=${explicit}`)
  })

  test('of coded pixels come as they are, as values, or in another coding', async () => {
    const file = parse(coded)
    const wanted = raw((await decodeFrame(file, 1)).values)
    const stored = await get(`${codedPath}/frames/2`)
    expect(stored.parts[0]?.headers.get('content-type')).toBe(`image/dicom-rle; transfer-syntax=${rle}`)
    expect(stored.parts[0]?.bytes.equals(Buffer.from(frameBytes(file, 1)))).toBe(true)
    const values = await get(`${codedPath}/frames/2`, 'application/octet-stream')
    expect(values.bytes.equals(wanted)).toBe(true)
    const other = await get(`${codedPath}/frames/2`, 'multipart/related; type="image/jls"')
    expect(other.parts[0]?.bytes.subarray(0, 4).toString('hex')).toBe('ffd8fff7') // SOI, SOF55
    const star = await get(
      `${codedPath}/frames/2`,
      'multipart/related; type="application/octet-stream"; transfer-syntax=*',
    )
    expect(star.parts[0]?.bytes.equals(Buffer.from(frameBytes(file, 1)))).toBe(true)
  })

  test('that are not there, or not named, are refused', async () => {
    expect((await get(`${path}/frames/5`)).status).toBe(404)
    for (const list of ['0', 'x', '1,', '-1', '1.5'])
      expect((await get(`${path}/frames/${list}`)).status, list).toBe(400)
    expect((await get(`${path}/frames/1,2`, 'application/octet-stream')).status).toBe(406)
    expect((await get(`${path}/frames/1`, 'image/jpeg')).status).toBe(406)
  })
})

describe('bulk data', () => {
  test('has the address that metadata gives', async () => {
    const [instance] = JSON.parse((await get(`${path}/metadata`)).bytes.toString())
    const address = new URL(instance['7FE00010'].BulkDataURI).pathname
    const file = parse(ct)
    const all = Buffer.concat([0, 1, 2, 3].map((frame) => frameBytes(file, frame)))
    expect((await get(address, 'application/octet-stream')).bytes.equals(all)).toBe(true)
    const part = await get(address, 'application/octet-stream', { range: 'bytes=10-19' })
    expect([part.status, part.bytes.equals(all.subarray(10, 20))]).toEqual([206, true])
    for (const nothing of ['00100010', '7FE0', '00081140/0/00420011'])
      expect((await get(`${path}/bulkdata/${nothing}`)).status, nothing).toBe(404)
  })

  test('a large value comes from within a sequence, from a deflated file too', async () => {
    const value = Buffer.alloc(5000, 7)
    const item = { '00282000': { vr: 'OB', InlineBinary: value.toString('base64') } }
    const plain = synthesize({ kind: 'SC', seed: 'bulk', rows: 8, columns: 8 })
    const header = { ...parse(plain).elements, '00480105': { vr: 'SQ', Value: [{}, item] } }
    for (const [i, transferSyntaxUid] of [explicit, '1.2.840.10008.1.2.1.99'].entries()) {
      const own = { ...header, '00080018': { vr: 'UI', Value: [`1.2.3.4.${i + 1}`] } }
      const bytes = write(own, { transferSyntaxUid, pixelData: new Uint8Array(192) })
      const [at = ''] = instancesOf(await stow(ray, [bytes]))
      const [instance] = JSON.parse((await get(`${at}/metadata`)).bytes.toString())
      const address = new URL(instance['00480105'].Value[1]['00282000'].BulkDataURI).pathname
      expect((await get(address, 'application/octet-stream')).bytes.equals(value), transferSyntaxUid).toBe(true)
    }
  })
})

describe('pictures', () => {
  const sizeOf = async (bytes: Buffer) => {
    const { format, width, height } = await sharp(bytes).metadata()
    return [format, width, height]
  }

  test('are JPEG unless PNG is asked for, in the size of the image', async () => {
    expect(await sizeOf((await get(`${path}/rendered`)).bytes)).toEqual(['jpeg', 50, 60])
    expect(await sizeOf((await get(`${path}/frames/3/rendered`, 'image/png')).bytes)).toEqual(['png', 50, 60])
    expect((await get(`${path}/rendered`, 'image/bmp')).status).toBe(406)
  })

  test('follow window, viewport and quality', async () => {
    const levels = async (query: string) =>
      (
        await sharp((await get(`${path}/rendered?${query}`, 'image/png')).bytes)
          .raw()
          .toBuffer()
      ).values()
    expect(Math.min(...(await levels('window=-5000,1,linear')))).toBe(255)
    expect(Math.max(...(await levels('window=9000,1,linear')))).toBe(0)
    expect(await sizeOf((await get(`${filmPath}/rendered?viewport=300,300`)).bytes)).toEqual(['jpeg', 240, 300])
    const region = await get(`${filmPath}/rendered?viewport=100,100,0,0,600,300`)
    expect(await sizeOf(region.bytes)).toEqual(['jpeg', 100, 50])
    const [low, high] = [await get(`${filmPath}/rendered?quality=10`), await get(`${filmPath}/rendered?quality=95`)]
    expect(low.bytes.length * 2).toBeLessThan(high.bytes.length)
    for (const wrong of [
      'window=1',
      'window=1,0',
      'window=a,b',
      'window=1,2,curve',
      'viewport=5',
      'viewport=0,5',
      'quality=0',
    ])
      expect((await get(`${path}/rendered?${wrong}`)).status, wrong).toBe(400)
  })

  test('of a study and a series come in parts, a thumbnail alone', async () => {
    expect((await get(`${study(path)}/rendered`, 'image/jpeg')).status).toBe(406)
    const all = await get(`${study(path)}/rendered`, 'multipart/related; type="image/jpeg"')
    expect(await Promise.all(all.parts.map((part) => sizeOf(part.bytes)))).toEqual([
      ['jpeg', 50, 60],
      ['jpeg', 50, 60],
    ])
    for (const at of [study(filmPath), series(filmPath), filmPath, `${filmPath}/frames/1`])
      expect(await sizeOf((await get(`${at}/thumbnail`)).bytes), at).toEqual(['jpeg', 205, 256])
    expect(await sizeOf((await get(`${filmPath}/thumbnail?viewport=64,64`, 'image/png')).bytes)).toEqual([
      'png',
      51,
      64,
    ])
  })

  test('again are the same, and known to who has them', async () => {
    const first = await get(`${filmPath}/rendered`)
    const again = await get(`${filmPath}/rendered`)
    expect(again.bytes.equals(first.bytes)).toBe(true)
    const known = await get(`${filmPath}/rendered`, undefined, { 'if-none-match': first.headers.get('etag') ?? '' })
    expect(known.status).toBe(304)
    const warned = await get(`${filmPath}/rendered?annotation=patient`)
    expect(warned.headers.get('warning')).toContain('annotation')
  })

  test('an object without a picture says so', async () => {
    const report = synthesize({ seed: 'no pixels', elements: { Rows: undefined, Columns: undefined } })
    const [at = ''] = instancesOf(await stow(ray, [report]))
    expect((await get(`${at}/rendered`)).status).toBe(406)
    expect((await get(`${at}/thumbnail`)).status).toBe(404)
    expect((await get(`${at}/frames/1`)).status).toBe(404)
    expect((await get(at, 'application/dicom; transfer-syntax=*')).bytes.equals(Buffer.from(report))).toBe(true)
  })
})

describe('WADO-URI', () => {
  const uri = (more: string) => {
    const [, , , studyUid, , seriesUid, , objectUid] = path.split('/')
    return `/dicom-web/wado?requestType=WADO&studyUID=${studyUid}&seriesUID=${seriesUid}&objectUID=${objectUid}${more}`
  }
  const formOf = async (more: string) => {
    const { status, bytes, headers } = await get(uri(more))
    const type = headers.get('content-type')?.split(';')[0]
    return type?.startsWith('image') ? [status, type, (await sharp(bytes).metadata()).width] : [status, type]
  }

  test('gives files and pictures to old viewers', async () => {
    expect(await formOf('')).toEqual([200, 'application/dicom']) // many frames
    expect(await formOf('&contentType=image/jpeg')).toEqual([200, 'image/jpeg', 50])
    expect(await formOf('&contentType=image%2Fpng&frameNumber=4&columns=25')).toEqual([200, 'image/png', 25])
    expect(await formOf('&contentType=image%2Fpng&region=0,0,0.5,1')).toEqual([200, 'image/png', 25])
    const turned = await get(uri(`&contentType=application%2Fdicom&transferSyntax=${jpegLs}`))
    expect(parse(turned.bytes).transferSyntaxUid).toBe(jpegLs)
  })

  test('refuses what it does not know', async () => {
    expect((await get(uri('&contentType=image/jpeg&frameNumber=5'))).status).toBe(404)
    expect((await get(uri('&contentType=video/mpeg'))).status).toBe(406)
    expect((await get(uri('&anonymize=yes'))).status).toBe(400)
    expect((await get('/dicom-web/wado?requestType=WADO&studyUID=1.2')).status).toBe(400)
    expect((await get('/dicom-web/wado')).status).toBe(400)
  })
})

test('an address that is none is a bad request, as PS3.18 8.5 has it', async () => {
  for (const at of [
    '/studies/abc',
    '/studies/1.2/series/x/metadata',
    `/studies/${'1'.repeat(65)}/bulkdata`,
    '/studies/',
  ])
    expect((await get(`/dicom-web${at}`)).status, at).toBe(400)
})

describe('access', () => {
  const everything = () =>
    ['', '/metadata', '/frames/1', '/rendered', '/thumbnail', '/bulkdata/7FE00010']
      .map((end) => `${path}${end}`)
      .concat(
        [study(path), series(path)].flatMap((at) =>
          ['', '/metadata', '/rendered', '/thumbnail'].map((end) => `${at}${end}`),
        ),
      )

  test('is for those who may see the study, everywhere alike; for others it does not exist', async () => {
    const stranger = await site.person('patient')
    const colleague = await site.person('radiologist')
    for (const at of everything()) {
      const accept = at.endsWith('/rendered') ? 'multipart/related; type="image/*"' : '*/*'
      for (const person of [ray, doctor]) expect((await read(person, at, { accept })).status, at).toBe(200)
      for (const person of [stranger, colleague]) expect((await read(person, at, { accept })).status, at).toBe(404)
      expect((await fetch(`${site.url}${at}`)).status, at).toBe(401)
    }
  })

  test('a patient has their own films', async () => {
    const own = synthesize({ kind: 'CT', seed: 'own', patient: 'own' })
    const { body } = await upload(ray, [own], { patientId: ada.id })
    const { rows } = await site.admin.query(
      'select series_instance_uid, sop_instance_uid from dicom_instances where image_id = $1',
      [body.images[0].imageId],
    )
    const [{ series_instance_uid: se, sop_instance_uid: sop }] = rows
    const at = `/dicom-web/studies/${body.studyInstanceUid}/series/${se}/instances/${sop}`
    expect(
      (await read(ada, at, { accept: 'application/dicom;transfer-syntax=*' })).bytes.equals(Buffer.from(own)),
    ).toBe(true)
    expect((await read(ada, `${at}/rendered`)).status).toBe(200)
    expect((await read(await site.person('patient'), `${at}/rendered`)).status).toBe(404)
  })

  test('all three UIDs must belong together', async () => {
    const [, , , studyUid = '', , seriesUid = ''] = path.split('/')
    expect((await get(filmPath.replace(/studies\/[^/]+/, `studies/${studyUid}`))).status).toBe(404)
    expect((await get(filmPath.replace(/series\/[^/]+/, `series/${seriesUid}`))).status).toBe(404)
    expect((await get('/dicom-web/studies/1.2.3/metadata')).status).toBe(404)
  })

  test('each look is recorded once, with the patient', async () => {
    const entries = async () =>
      (
        await site.admin.query(
          "select * from audit_logs where user_id = $1 and action like 'view%' order by created_at",
          [doctor.id],
        )
      ).rows
    const before = (await entries()).length
    await get(`${path}/frames/1,2`)
    await get(`${study(path)}/metadata`)
    const [first, second] = (await entries()).slice(before)
    const { rows } = await site.admin.query('select patient_id from medical_reports where study_instance_uid = $1', [
      path.split('/')[3],
    ])
    expect(first).toMatchObject({
      action: 'view_image',
      new_values: { as: 'frames' },
      patient_ids: [rows[0].patient_id],
    })
    expect(second).toMatchObject({ action: 'view_study', new_values: { as: 'metadata', instances: 2 } })
    expect((await entries()).length).toBe(before + 2)
  })
})

test('a file that was changed on disk is an error, or an answer cut off where it begins to differ', async () => {
  const damaged = synthesize({ kind: 'DX', seed: 'damage', rows: 1500, columns: 1200 })
  const [at = ''] = instancesOf(await stow(ray, [damaged]))
  const { rows } = await site.admin.query(
    'select object_id from report_images join dicom_instances using (image_id) where sop_instance_uid = $1',
    [at.split('/').at(-1)],
  )
  const file = join(site.home, 'objects', rows[0].object_id.slice(0, 2), `${rows[0].object_id}.obj`)
  const sealed = await readFile(file)
  const flip = (place: number) => {
    sealed[place] = (sealed[place] ?? 0) ^ 1
    return writeFile(file, sealed)
  }
  await flip(sealed.length - 20) // in the last chunk: the head has left when it is read
  await expect(get(at, 'application/dicom; transfer-syntax=*')).rejects.toThrow()
  await flip(200) // in the first
  expect((await get(at, 'application/dicom; transfer-syntax=*')).status).toBe(500)
})

test('nothing of a file leaves when the look at it cannot be committed, though it was read by then', async () => {
  const accept = 'application/dicom; transfer-syntax=*'
  expect((await get(path, accept)).status).toBe(200)
  const { rows } = await site.admin.query('select tableoid::regclass::text as partition from audit_logs limit 1')
  const partition = String(rows[0]?.partition)
  // The entry is written, and the end of its transaction fails.
  await site.admin.query(`create function public.refuse() returns trigger language plpgsql as 'begin raise exception ''no''; end';
    create constraint trigger refuse_late after insert on ${partition} deferrable initially deferred
      for each row execute function public.refuse()`)
  const answer = await get(path, accept)
  await site.admin.query(`drop trigger refuse_late on ${partition}; drop function public.refuse()`)
  expect(answer.status).toBe(500)
  expect(answer.bytes.includes(Buffer.from(ct.subarray(1000, 1100)))).toBe(false)
  expect((await get(path, accept)).bytes.equals(Buffer.from(ct))).toBe(true)
})
