import { readFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { type Answer, newSite, type Person, type Site } from '@firstread/testing'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { realFiles as folder, haveTestData, type Row, readManifest } from './testing/manifest.ts'
import { upload } from './testing/upload.ts'

// Only its process is used here, to make pictures; the test network never judges anything.
const models = resolve(import.meta.dirname, '../analysis/testing/models')

describe.skipIf(!haveTestData)('the 321 real DICOM files', () => {
  let site: Site
  let ray: Person
  let manifest: Row[]

  beforeAll(async () => {
    manifest = await readManifest()
    site = await newSite({ env: { FIRSTREAD_MODELS: models } })
    ray = await site.person('radiologist')
  })
  afterAll(() => site[Symbol.asyncDispose]())

  /** Another, empty archive, without the second that a new site takes. */
  const emptyArchive = () => site.admin.query('truncate medical_reports, dicom_studies, stored_objects cascade')
  const send = async (row: Row) => upload(ray, [{ name: row.file, bytes: await readFile(join(folder, row.file)) }])

  /** Four at a time, in the order of the manifest; the answer for each row. */
  async function sendAll(rows: readonly Row[]) {
    const answers = new Map<string, Answer>()
    const left = [...rows]
    const sender = async () => {
      for (let row = left.shift(); row; row = left.shift()) answers.set(row.file, await send(row))
    }
    await Promise.all([sender(), sender(), sender(), sender()])
    return answers
  }

  /** What cannot be shown although it has pixels, or is shown although it has none. */
  async function notShown(answers: [string, Answer][]): Promise<string[]> {
    const images = new Map<string, { url: string; hasPixels: boolean; file: string }>()
    for (const [file, { body }] of answers)
      for (const image of body.images ?? []) images.set(image.url, { ...image, file })
    const wrong: string[] = []
    for (const { url, hasPixels, file } of images.values()) {
      const { status, body } = await ray.get(`${url}/thumbnail`)
      if (status !== (hasPixels ? 200 : 422)) wrong.push(`study of ${file}: ${status} ${body.code} ${body.detail}`)
    }
    return wrong
  }

  /** Files whose pixels other programs decoded, and in which we saw no picture. */
  async function takenForBlind(): Promise<string[]> {
    const { rows } = await site.admin.query('select file_name from report_images where not has_pixels')
    const blind = new Set(rows.map((row) => row.file_name))
    return manifest
      .filter(({ file, pixel_max }) => pixel_max !== '' && blind.has(file))
      .map(({ file }) => `${file}: no picture`)
  }

  // One that shares its SOP Instance UID with another goes to another archive: nothing is ever overwritten.
  test('every valid file is taken, and shown if it has a picture', async () => {
    let waiting = manifest.filter(({ status }) => status === 'valid')
    expect(waiting).toHaveLength(300)
    const problems: string[] = []
    const taken: number[] = []
    while (waiting.length > 0) {
      await emptyArchive()
      const answers = [...(await sendAll(waiting))]
      const refused = answers.filter(([, { body }]) => !('reportId' in body) && body.code !== 'instance-conflict')
      problems.push(...refused.map(([file, { status, body }]) => `${file}: ${status} ${body.code} ${body.detail}`))
      const conflicts = new Set(
        answers.filter(([, { body }]) => body.code === 'instance-conflict').map(([file]) => file),
      )
      problems.push(...(await notShown(answers)), ...(await takenForBlind()))
      taken.push(answers.filter(([, { status }]) => status === 201).length)
      if (taken.at(-1) === 0) problems.push(...[...conflicts].map((file) => `${file}: taken nowhere`))
      waiting = taken.at(-1) === 0 ? [] : waiting.filter(({ file }) => conflicts.has(file))
    }
    console.info(`taken by archive: ${taken.join(', ')}`)
    expect(problems).toEqual([])
    expect(taken.reduce((sum, n) => sum + n, 0)).toBe(300)
  }, 600_000)

  test('every broken file is read or refused with a clear code', async () => {
    await emptyArchive()
    const clear = /^(unsupported-file|broken-file|hostile-file|file-limits)$/
    const broken = manifest.filter(({ status }) => status === 'broken')
    expect(broken).toHaveLength(21)
    const wrong: string[] = []
    for (const [file, { status, body }] of await sendAll(broken)) {
      const mustRead = broken.find((row) => row.file === file)?.expect === 'read'
      if (status !== 201 && (mustRead || !clear.test(body.code))) wrong.push(`${file}: ${status} ${body.code}`)
    }
    expect(wrong).toEqual([])
    expect((await fetch(`${site.url}/healthz`)).status).toBe(200)
  }, 60_000)
})
