import { createHash } from 'node:crypto'
import { openAsBlob } from 'node:fs'
import { open } from 'node:fs/promises'
import { basename } from 'node:path'
import { type Connection, createReport } from '@firstread/client'
import { inspect, looksLikeDicom } from '@firstread/dicom'
import { progressBar } from './progress.ts'

export type UploadOptions = { patientId?: string; imageType?: 'xray' | 'ct_scan' | 'mri'; label?: string }
export type UploadResult =
  | { path: string; outcome: 'stored'; reportId: string }
  | { path: string; outcome: 'refused'; code: string; reason: string }

/** How many studies travel at once: enough to keep the server busy, few enough to stay polite. */
const atOnce = 3

/**
 * Uploads files, those of one DICOM study together, and says for each file what became of it. A study that is refused
 * because of one file is sent again without it, so that one bad file does not keep its neighbours out.
 */
export async function uploadStudies(
  connection: Connection,
  paths: string[],
  options: UploadOptions = {},
): Promise<UploadResult[]> {
  const studies = await groupByStudy(paths)
  const bar = progressBar(options.label ?? 'Upload', paths.length)
  const results: UploadResult[] = []
  const waiting = studies.values()
  const work = async () => {
    for (const study of waiting) {
      results.push(...(await uploadStudy(connection, study, options)))
      bar.advance(study.length)
    }
  }
  await Promise.all(Array.from({ length: atOnce }, work)).finally(bar.stop)
  return results
}

/** The most a header may take before the pixels; more is for the server to judge. */
const headBytes = 1 << 20

async function groupByStudy(paths: string[]): Promise<string[][]> {
  const groups = Map.groupBy(
    await Promise.all(paths.map(async (path) => ({ path, study: await studyOf(path) }))),
    ({ study, path }) => study ?? path,
  )
  return [...groups.values()].map((files) => files.map(({ path }) => path))
}

async function studyOf(path: string): Promise<string | undefined> {
  await using file = await open(path)
  const { size } = await file.stat()
  const { buffer, bytesRead } = await file.read(
    Buffer.alloc(Math.min(size, headBytes)),
    0,
    Math.min(size, headBytes),
    0,
  )
  const head = buffer.subarray(0, bytesRead)
  try {
    return looksLikeDicom(head) ? inspect(head, size).studyInstanceUid : undefined
  } catch {
    // Unreadable here: it goes alone, and the server says what is wrong with it.
    return undefined
  }
}

async function uploadStudy(connection: Connection, paths: string[], options: UploadOptions): Promise<UploadResult[]> {
  const answer = await send(connection, paths, options)
  if (answer.problem === undefined) return paths.map((path) => ({ path, outcome: 'stored', reportId: answer.reportId }))
  const { problem } = answer
  // The server names a failing file by its place in the request: `images[2]`.
  const own = (path: string) => problem.errors?.find(({ item }) => item === `images[${paths.indexOf(path)}]`)
  const bad = paths.filter((path) => own(path) !== undefined)
  const refused = (bad.length > 0 ? bad : paths).map((path): UploadResult => {
    const { code, detail } = own(path) ?? problem
    return { path, outcome: 'refused', code, reason: detail }
  })
  const good = paths.filter((path) => !bad.includes(path))
  return bad.length > 0 && good.length > 0 ? [...refused, ...(await uploadStudy(connection, good, options))] : refused
}

type Trouble = { code: string; detail: string; errors?: { item: string; code: string; detail: string }[] }
type Answer = { reportId: string; problem?: undefined } | { problem: Trouble }

async function send({ client }: Connection, paths: string[], { patientId, imageType }: UploadOptions): Promise<Answer> {
  // Blobs backed by files: nothing is read before it is sent.
  const images = await Promise.all(paths.map(async (path) => new File([await openAsBlob(path)], basename(path))))
  // The same files again are the same request: a broken connection may simply be retried.
  const key = createHash('sha256')
    .update(JSON.stringify([patientId ?? null, ...paths.toSorted()]))
    .digest('hex')
  const { data, error } = await createReport({
    client,
    headers: { 'Idempotency-Key': key },
    body: { images, ...(patientId ? { patientId } : {}), ...(imageType ? { imageType } : {}) },
  })
  return data ? { reportId: data.reportId } : { problem: error as Trouble }
}
