import { createHash } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { basename } from 'node:path'
import { getImage, getReport } from '@firstread/client'
import pg from 'pg'
import type { People } from './people.ts'

export type Checked = { people: People; stored: { file: string; reportId: string }[]; databaseUrl: string }

/** What must hold after the killing; each broken promise as a sentence. */
export async function check({ people, stored, databaseUrl }: Checked): Promise<string[]> {
  const client = new pg.Client({ connectionString: databaseUrl })
  await client.connect()
  const faults: string[] = []
  if (!(await drained(client))) faults.push('the queue did not drain within five minutes')
  for (const { file, reportId } of stored) faults.push(...(await checkOne(people, client, file, reportId)))
  const { rows } = await client.query('select count(*)::int as n from medical_reports')
  if (rows[0].n !== stored.length) faults.push(`${rows[0].n} reports for ${stored.length} uploads`)
  await client.end()
  return faults
}

async function drained(client: pg.Client): Promise<boolean> {
  for (let second = 0; second < 300; second++) {
    const { rows } = await client.query(
      `select count(*)::int as n from medical_reports where status in ('pending', 'analyzing')`,
    )
    if (rows[0].n === 0) return true
    await new Promise((next) => setTimeout(next, 1000))
  }
  return false
}

async function checkOne({ doctor }: People, client: pg.Client, file: string, reportId: string): Promise<string[]> {
  const { rows } = await client.query(
    `select count(*) filter (where is_adopted)::int as adopted, (select count(*)::int from ai_analysis where report_id = $1) as analyses,
       count(*) filter (where outcome is null)::int as running from analysis_runs where report_id = $1`,
    [reportId],
  )
  const [{ adopted, analyses, running }] = rows
  const name = basename(file)
  const faults = []
  if (adopted !== 1 || analyses !== 1) faults.push(`${name}: ${adopted} adopted runs, ${analyses} analyses`)
  if (running !== 0) faults.push(`${name}: ${running} runs still open`)
  const { data: report } = await getReport({ client: doctor.client, path: { reportId } })
  const imageId = report?.images[0]?.imageId
  if (!imageId) return [...faults, `${name}: the report or its image is missing`]
  const { data } = await getImage({ client: doctor.client, path: { reportId, imageId }, parseAs: 'arrayBuffer' })
  const digest = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex')
  if (digest(new Uint8Array(data as unknown as ArrayBuffer)) !== digest(await readFile(file)))
    faults.push(`${name}: the bytes changed`)
  return faults
}
