import { readFile, writeFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import type { Connection } from '@firstread/client'
import type { Operator } from './operator.ts'
import { uploadStudies } from './upload.ts'

/** Synthetic people and their films, made by training/ (samples/README.md). */
const folder = resolve(import.meta.dirname, '../../../samples')
export const sampleIssuer = 'FIRSTREAD-SAMPLES'
type Sample = { file: string; patientId: string; name: string; birthDate?: string }

/** A PersonName (PS3.5 6.2.1.1: family, given, …) as one says it. */
const spoken = (name: string): string => name.split('^').slice(0, 2).reverse().join(' ').trim()

export async function readSamples(): Promise<Sample[]> {
  const [head = '', ...lines] = (await readFile(join(folder, 'samples.csv'), 'utf8')).trim().split(/\r?\n/)
  const names = head.split(',')
  return lines.map((line) => {
    const cells = Object.fromEntries(line.split(',').map((cell, index) => [names[index], cell]))
    return {
      file: cells.file ?? '',
      patientId: cells.patient_id ?? '',
      name: spoken(cells.name ?? ''),
      birthDate: cells.birth_date,
    }
  })
}

/**
 * Makes the sample people known, so that their studies find them. The first belongs to the demo's patient account; the
 * last stays unknown, to show how a study with an open identity is handled.
 */
export async function identifySamplePeople(operator: Operator, demoPatientId: string): Promise<void> {
  const people = await readSamples().catch(() => [])
  for (const [index, person] of people.slice(0, -1).entries()) {
    const email = `${person.patientId.toLowerCase()}@samples.invalid`
    if (index > 0 && (await operator.findUser(email))) continue
    const birth = person.birthDate ? { dateOfBirth: person.birthDate } : {}
    const id =
      index === 0 ? demoPatientId : await operator.createUser({ name: person.name, email, role: 'patient', ...birth })
    await operator.identify(id, sampleIssuer, person.patientId)
  }
}

/** Uploads the samples once per data folder, as any radiologist would. */
export async function loadSamples(connection: Connection, home: string): Promise<void> {
  const mark = join(home, 'samples-loaded')
  if (await readFile(mark, 'utf8').catch(() => undefined)) return
  const samples = await readSamples().catch(() => [])
  if (samples.length === 0) return
  const results = await uploadStudies(
    connection,
    samples.map(({ file }) => join(folder, file)),
    { label: 'Samples' },
  )
  const refused = results.filter((result) => result.outcome === 'refused')
  for (const { path, reason } of refused) process.stderr.write(`Sample ${path}: ${reason}\n`)
  if (refused.length === 0) await writeFile(mark, new Date().toISOString())
}
