import { existsSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { newSite, type Person, type Site } from '@firstread/testing'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { upload } from './testing/upload.ts'

const folder = join(process.env.TEST_DATA ?? resolve(import.meta.dirname, '../../../../../shared/data'), 'dicom')
const haveTestData = existsSync(join(folder, 'manifest.csv'))
if (!haveTestData) console.warn(`no real DICOM files at ${folder}: set TEST_DATA`)

type Row = Record<string, string> & { file: string; status: string; expect: string }

/** The manifest quotes with double quotes, doubled inside (RFC 4180). */
function readCsv(text: string): Row[] {
  const [header = [], ...lines] = text
    .trimEnd()
    .split(/\r?\n/)
    .map((line) => [...line.matchAll(/("(?:[^"]|"")*"|[^,]*)(?:,|$)/g)].map(([, cell = '']) => unquote(cell)))
  return lines.map((cells) => Object.fromEntries(header.map((name, i) => [name, cells[i] ?? ''])) as Row)
}
const unquote = (cell: string) => (cell.startsWith('"') ? cell.slice(1, -1).replaceAll('""', '"') : cell)

describe.skipIf(!haveTestData)('the 321 real DICOM files', () => {
  let sites: Site[]
  let people: Person[]
  let manifest: Row[]

  beforeAll(async () => {
    manifest = readCsv(await readFile(join(folder, 'manifest.csv'), 'utf8'))
    sites = [await newSite()]
    people = await Promise.all(sites.map((site) => site.person('radiologist')))
  })
  afterAll(async () => {
    for (const site of sites) await site[Symbol.asyncDispose]()
  })

  const send = async (row: Row, person: Person | undefined) => {
    if (!person) throw new Error('no radiologist')
    return upload(person, [{ name: row.file, bytes: await readFile(join(folder, row.file)) }])
  }

  test('every valid file is taken; the same UID with other bytes is a conflict and goes to another archive', async () => {
    const problems: string[] = []
    let waiting = manifest.filter(({ status }) => status === 'valid')
    expect(waiting).toHaveLength(300)
    for (let round = 0; waiting.length > 0 && round < 9; round += 1) {
      if (round > 0) {
        const site = await newSite()
        sites.push(site)
        people.push(await site.person('radiologist'))
      }
      const conflicts: Row[] = []
      for (const row of waiting) {
        const { status, body } = await send(row, people[round])
        if (status === 201) continue
        if (body.code === 'instance-conflict') conflicts.push(row)
        else problems.push(`${row.file}: ${status} ${body.code} ${body.detail}`)
      }
      if (conflicts.length === waiting.length)
        problems.push(...conflicts.map(({ file }) => `${file}: conflict for ever`))
      console.info(`round ${round}: ${waiting.length - conflicts.length} taken, ${conflicts.length} conflicts`)
      if (conflicts.length) console.info(conflicts.map(({ file }) => file).join('\n'))
      waiting = conflicts.length === waiting.length ? [] : conflicts
    }
    expect(problems).toEqual([])
  }, 120_000)

  test('every broken file is read or refused with a clear code', async () => {
    const seen: string[] = []
    for (const row of manifest.filter(({ status }) => status === 'broken')) {
      const { status, body } = await send(row, people[0])
      seen.push(`${row.file} ${row.expect}: ${status} ${body.code ?? ''}`)
      if (row.expect === 'read') expect(status, row.file).toBe(201)
      else if (status !== 201)
        expect(body.code, row.file).toMatch(
          /^(unsupported-file|broken-file|hostile-file|file-limits|instance-conflict)$/,
        )
    }
    console.info(seen.join('\n'))
    expect(seen).toHaveLength(21)
    expect((await fetch(`${sites[0]?.url}/healthz`)).status).toBe(200)
  }, 60_000)
})
