import { spawnSync } from 'node:child_process'
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { explicitLittleEndian, parse, synthesize, text } from '@firstread/dicom'
import { newSite, type Person, type Site } from '@firstread/testing'
import { pynetdicom, pythonPeer } from '@firstread/testing/peers'
import sharp from 'sharp'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { upload } from '../../ingest/testing/upload.ts'

/** Only its process is used here, to make pictures. */
const models = resolve(import.meta.dirname, '../../analysis/testing/models')

let site: Site
let ada: Person
let ray: Person
let doctor: Person
let tech: Person
let folder: string
beforeAll(async () => {
  site = await newSite({ env: { FIRSTREAD_MODELS: models } })
  ada = await site.person('patient', { name: 'Ada Lovelace' })
  ray = await site.person('radiologist')
  doctor = await site.person('doctor')
  tech = await site.person('tech')
  folder = await mkdtemp(join(tmpdir(), 'firstread-export-'))
})
afterAll(async () => {
  await rm(folder, { recursive: true })
  await site[Symbol.asyncDispose]()
})

const telling = {
  PatientName: 'Lovelace^Ada',
  PatientID: 'SECRET-1',
  InstitutionName: 'SECRET-2',
  StudyDescription: 'SECRET-3',
}
const deflated = '1.2.840.10008.1.2.1.99'
const rle = '1.2.840.10008.1.2.5'
/** One study of four instances, in four encodings. */
const slices = [explicitLittleEndian, '1.2.840.10008.1.2.2', deflated, rle].map((transferSyntaxUid, seed) =>
  synthesize({ kind: 'CT', seed, patient: 1, study: 1, series: 1, transferSyntaxUid, elements: telling }),
)
const stored = async (files: Uint8Array[], fields = {}): Promise<string> => {
  const { body, status } = await upload(ray, files, { patientId: ada.id, ...fields })
  expect(status).toBe(201)
  return body.reportId
}

const python = spawnSync('python3', ['-c', 'import zipfile']).status === 0
if (!python) console.warn('python3 is not installed: tests that unpack exports are skipped')

let count = 0
/** Unpacks with a program that is not ours, which checks every CRC. */
async function unpack(
  response: Response,
): Promise<{ at: string; names: string[]; read(name: string): Promise<Uint8Array> }> {
  const at = join(folder, String(++count))
  await writeFile(`${at}.zip`, Buffer.from(await response.arrayBuffer()))
  const script =
    'import sys,zipfile\nz=zipfile.ZipFile(sys.argv[1])\nassert z.testzip() is None\nz.extractall(sys.argv[2])'
  const { status, stderr } = spawnSync('python3', ['-c', script, `${at}.zip`, at], { encoding: 'utf8' })
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' })
  const names = (await readdir(at, { recursive: true, withFileTypes: true }))
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(at.length + 1))
  return { at, names: names.toSorted(), read: async (name) => new Uint8Array(await readFile(join(at, name))) }
}
const pydicom = pythonPeer(pynetdicom)
/** Follows the directory as a reader of the medium does; each file has to be there, and be what its record says. */
const readFileSet = `
import json, sys, warnings
from pydicom.fileset import FileSet
with warnings.catch_warnings(record=True) as complaints:
    warnings.simplefilter('always')
    files = FileSet(sys.argv[1])
    for one in files:
        read = one.load()
        assert (read.SOPInstanceUID, read.SOPClassUID) == (one.ReferencedSOPInstanceUIDInFile, one.ReferencedSOPClassUIDInFile)
    levels = [len(files.find_values(key)) for key in ('PatientID', 'StudyInstanceUID', 'SeriesInstanceUID')]
print(json.dumps({'files': len(files), 'levels': levels, 'complaints': [str(c.message) for c in complaints]}))
`
const have = (program: string) => spawnSync('which', [program]).status === 0

describe.skipIf(!python)('a study under its own name', () => {
  let reportId: string
  beforeAll(async () => {
    reportId = await stored(slices)
  })

  test('has every instance byte for byte, a DICOMDIR and a page for people', async () => {
    const response = await doctor.fetch(`/reports/${reportId}/export`)
    expect(Object.fromEntries(response.headers)).toMatchObject({
      'content-type': 'application/zip',
      'content-disposition': `attachment; filename="study-${reportId}.zip"`,
      'cache-control': 'no-store',
    })
    const zip = await unpack(response)
    expect(zip.names).toEqual(['DICOMDIR', ...[1, 2, 3, 4].map((n) => `IMAGES/0000000${n}`), 'INDEX.HTM'])
    for (const [i, slice] of slices.entries()) {
      expect(Buffer.from(await zip.read(`IMAGES/0000000${i + 1}`)).equals(Buffer.from(slice))).toBe(true)
    }
    if (have('dciodvfy')) {
      const said = spawnSync('dciodvfy', [join(zip.at, 'DICOMDIR')], { encoding: 'utf8' })
      expect((said.stdout + said.stderr).match(/^Error.*/gm)).toBe(null)
    }
    expect(Buffer.from(await zip.read('INDEX.HTM')).toString()).not.toMatch(/<script|SECRET|Lovelace/)
  })

  test('a preamble of another kind leaves as zeros', async () => {
    const scanner = Buffer.from(synthesize({ kind: 'CT', seed: 50, elements: telling }))
    scanner.write('II*\0', 0, 'latin1') // a TIFF: the one other kind that is taken in
    const zip = await unpack(await doctor.fetch(`/reports/${await stored([scanner])}/export`))
    const left = Buffer.from(await zip.read('IMAGES/00000001'))
    expect(left.subarray(0, 128).every((byte) => byte === 0)).toBe(true)
    expect(left.subarray(128).equals(scanner.subarray(128))).toBe(true)
  })

  test('is in the audit log with its patient', async () => {
    const { rows } = await site.admin.query(
      `select user_role, patient_ids, new_values from audit_logs where action = 'export_study' and entity_id = $1 limit 1`,
      [reportId],
    )
    expect(rows).toEqual([{ user_role: 'doctor', patient_ids: [ada.id], new_values: { deidentify: false, files: 4 } }])
  })

  test('goes to doctors, its uploader and, once released, its patient; to nobody else', async () => {
    const status = async (person: Person, query = '') => {
      const response = await person.fetch(`/reports/${reportId}/export${query}`)
      await response.arrayBuffer()
      return response.status
    }
    expect(await status(doctor)).toBe(200)
    expect(await status(ray)).toBe(200)
    expect(await status(await site.person('radiologist'))).toBe(404)
    expect(await status(await site.person('patient'))).toBe(404)
    expect(await status(tech)).toBe(403)
    expect(await status(tech, '?deidentify=true')).toBe(200)
    expect(await status(ada)).toBe(409)
    await release(reportId)
    expect(await status(ada)).toBe(200)
    expect(await status(ada, '?deidentify=true')).toBe(403)
    expect(await status(doctor, '?deidentify=perhaps')).toBe(422)
  })

  test.skipIf(!pydicom)('pydicom finds every instance through the DICOMDIR, and dcmdump reads it', async () => {
    for (const query of ['', '?deidentify=true']) {
      const zip = await unpack(await doctor.fetch(`/reports/${reportId}/export${query}`))
      const answer = await pydicom?.run(readFileSet, join(zip.at, 'DICOMDIR'))
      const { files, levels, complaints } = JSON.parse(answer?.said.trim().split('\n').at(-1) ?? '{}')
      expect(files, answer?.said).toBe(slices.length)
      expect(levels).toEqual([1, 1, 1])
      expect(complaints).toEqual([])
      const dumped = spawnSync('dcmdump', [join(zip.at, 'DICOMDIR')], { encoding: 'utf8' })
      if (have('dcmdump')) expect({ ...dumped, stdout: '' }).toMatchObject({ status: 0, stderr: '' })
    }
  })
})

/** As if a doctor had signed and released. */
async function release(reportId: string): Promise<void> {
  const { rows } = await site.admin.query(
    `insert into doctor_reviews (report_id, doctor_id, state, reviewed_at, doctor_risk_assessment, urgency_level)
     values ($1, $2, 'signed', now(), 'low', 'routine') returning review_id`,
    [reportId, doctor.id],
  )
  await site.admin.query(
    `insert into result_releases (report_id, review_id, state, release_at, patient_text, risk)
     values ($1, $2, 'released', now(), 'x', 'low')`,
    [reportId, rows[0].review_id],
  )
}

describe.skipIf(!python)('a de-identified study', () => {
  let zip: Awaited<ReturnType<typeof unpack>>
  beforeAll(async () => {
    const others = slices.map((_, seed) =>
      synthesize({
        kind: 'CT',
        seed: seed + 10,
        patient: 2,
        study: 2,
        series: 2,
        transferSyntaxUid: [explicitLittleEndian, '1.2.840.10008.1.2.2', deflated, rle][seed] ?? '',
        elements: telling,
      }),
    )
    const reportId = await stored(others)
    zip = await unpack(await doctor.fetch(`/reports/${reportId}/export?deidentify=true`))
  })

  test('carries no name in any file of it', async () => {
    expect(zip.names).toHaveLength(6)
    for (const name of zip.names) {
      const bytes = Buffer.from(await zip.read(name))
      for (const word of ['SECRET', 'Lovelace', 'Ada^', ada.id]) expect(bytes.includes(word)).toBe(false)
    }
  })

  test('holds together: one patient, one study, one series, and UIDs that are not the old ones', async () => {
    const files = await Promise.all([1, 2, 3, 4].map(async (n) => parse(await zip.read(`IMAGES/0000000${n}`))))
    for (const keyword of ['PatientID', 'StudyInstanceUID', 'SeriesInstanceUID']) {
      expect(new Set(files.map(({ elements }) => text(elements, keyword))).size).toBe(1)
    }
    expect(new Set(files.map(({ elements }) => text(elements, 'SOPInstanceUID'))).size).toBe(4)
    const old = parse(slices[0] ?? new Uint8Array()).elements
    expect(text(files[0]?.elements ?? {}, 'StudyInstanceUID')).not.toBe(text(old, 'StudyInstanceUID'))
    expect(files.every(({ elements }) => text(elements, 'PatientIdentityRemoved') === 'YES')).toBe(true)
  })

  test.skipIf(!have('dciodvfy'))('dciodvfy finds no error in any file of it', async () => {
    for (const name of zip.names.filter((one) => one !== 'INDEX.HTM')) {
      const { stdout, stderr } = spawnSync('dciodvfy', [join(zip.at, name)], { encoding: 'utf8' })
      expect({ name, errors: (stdout + stderr).match(/^Error.*/gm) }).toEqual({ name, errors: null })
    }
  })

  test.skipIf(!have('dcm2pnm'))('dcmtk shows the same pixels as before', async () => {
    const show = (file: string) => spawnSync('dcm2pnm', [file], { maxBuffer: 1 << 26 }).stdout
    const original = join(folder, 'original.dcm')
    await writeFile(original, synthesize({ kind: 'CT', seed: 10, patient: 2, study: 2, series: 2, elements: telling }))
    expect(show(original).length).toBeGreaterThan(1000)
    expect(show(join(zip.at, 'IMAGES/00000001')).equals(show(original))).toBe(true)
  })
})

describe.skipIf(!python)('pictures that may have a name drawn into them', () => {
  test('leave without a name only when somebody says that they looked', async () => {
    const capture = synthesize({ kind: 'SC', seed: 60, elements: telling })
    const reportId = await stored([capture])
    const refused = await doctor.get(`/reports/${reportId}/export?deidentify=true`)
    expect(refused).toMatchObject({ status: 409, body: { code: 'burned-in' } })
    expect(refused.body.errors).toHaveLength(1)
    const taken = await doctor.fetch(`/reports/${reportId}/export?deidentify=true&confirmBurnedIn=true`)
    expect(taken.status).toBe(200)
    await taken.arrayBuffer()
    const { rows } = await site.admin.query(
      `select new_values from audit_logs where action = 'export_study' and entity_id = $1`,
      [reportId],
    )
    expect(rows).toMatchObject([{ new_values: { deidentify: true, confirmBurnedIn: true } }])
  })

  test('an upload that was no DICOM leaves as a capture, and as it was', async () => {
    const noise = { type: 'gaussian' as const, mean: 128, sigma: 50 }
    const png = await sharp({ create: { width: 90, height: 60, channels: 3, background: 'grey', noise } })
      .png()
      .toBuffer()
    const reportId = await stored([png])
    const zip = await unpack(await doctor.fetch(`/reports/${reportId}/export`))
    expect(zip.names).toEqual(['DICOMDIR', 'IMAGES/00000001', 'INDEX.HTM', 'ORIGINAL/00000001.PNG'])
    expect(Buffer.from(await zip.read('ORIGINAL/00000001.PNG')).equals(png)).toBe(true)
    const { elements, image } = parse(await zip.read('IMAGES/00000001'))
    expect(text(elements, 'PatientName')).toBe('Ada Lovelace')
    expect(image).toMatchObject({ rows: 60, columns: 90, samplesPerPixel: 3 })
    expect((await doctor.get(`/reports/${reportId}/export?deidentify=true`)).status).toBe(409)
    const nameless = await unpack(
      await doctor.fetch(`/reports/${reportId}/export?deidentify=true&confirmBurnedIn=true`),
    )
    expect(nameless.names).toEqual(['DICOMDIR', 'IMAGES/00000001', 'INDEX.HTM'])
    expect(Buffer.from(await nameless.read('IMAGES/00000001')).includes('Lovelace')).toBe(false)
  })
})

test('a store that lost a file breaks the export off, instead of passing a part for the whole', async () => {
  const files = [70, 71].map((seed) => synthesize({ kind: 'CT', seed, patient: 7, study: 7, series: 7 }))
  const reportId = await stored(files)
  const { rows } = await site.admin.query(
    'select object_id from report_images where report_id = $1 order by display_order',
    [reportId],
  )
  await site.app.objects.remove(rows[1].object_id)
  const broken = doctor.fetch(`/reports/${reportId}/export`).then((response) => response.arrayBuffer())
  await expect(broken).rejects.toThrow()
})

test('whoever goes away in the middle leaves nothing open', async () => {
  const many = Array.from({ length: 8 }, (_, seed) =>
    synthesize({ kind: 'CT', seed: 80 + seed, patient: 8, study: 8, series: 8, rows: 1024, columns: 1024 }),
  )
  const reportId = await stored(many)
  for (let i = 0; i < 6; i++) {
    const away = new AbortController()
    const response = await doctor.fetch(`/reports/${reportId}/export`, { signal: away.signal })
    await response.body?.getReader().read()
    away.abort()
  }
  // The lanes (4, and 16 waiting) are free again: otherwise the seventh would wait for ever.
  const whole = await doctor.fetch(`/reports/${reportId}/export`)
  expect((await whole.arrayBuffer()).byteLength).toBeGreaterThan(8 * 1024 * 1024 * 2)
})
