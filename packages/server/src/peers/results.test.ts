import { mkdtemp, readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { explicitLittleEndian, inspect, syntheticElements, text, write } from '@firstread/dicom'
import type { Person, Site } from '@firstread/testing'
import { haveProgram, runProgram, startProgram } from '@firstread/testing/peers'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { newSiteWithModel } from '../analysis/testing/study.ts'
import { upload } from '../ingest/testing/upload.ts'

const haveDcmtk = haveProgram('storescp') && haveProgram('dsrdump')
const side = 256

/** A film that the test network reads as high; see analysis/testing/study.ts. */
function film(): Uint8Array {
  const pixels = new Uint16Array(side * side)
  for (let i = 0; i < pixels.length; i++) {
    const [x, y] = [i % side, Math.floor(i / side)]
    pixels[i] = 16 * (195 + 25 * Math.sin(x / 19) * Math.cos(y / 23) + ((x * 31 + y * 17) % 7))
  }
  const elements = syntheticElements({ kind: 'DX', seed: 'results', rows: side, columns: side })
  return write(elements, { transferSyntaxUid: explicitLittleEndian, pixelData: new Uint8Array(pixels.buffer) })
}

describe.skipIf(!haveDcmtk)('the whole way of a result', () => {
  let site: Site
  let rob: Person
  let dana: Person
  let toni: Person
  beforeAll(async () => {
    site = await newSiteWithModel()
    rob = await site.person('radiologist')
    dana = await site.person('doctor')
    toni = await site.person('tech')
  })
  afterAll(() => site[Symbol.asyncDispose]())

  test('a film is read, signed, and its structured report and evidence map are in the archive; before that nothing is', async () => {
    const folder = await mkdtemp(join(site.home, 'pacs-'))
    await using scp = await startProgram('storescp', (port) => ['-od', folder, String(port)])
    const address = { host: '127.0.0.1', port: scp.port, tls: false }
    const peer = await toni.post('/peers', { aeTitle: 'PACS', operations: ['forward'], address })
    expect(peer.status).toBe(201)
    const patient = await site.person('patient')
    const source = film()
    const { body } = await upload(rob, [source], { patientId: patient.id })
    await site.runJobs()
    expect(await readdir(folder)).toEqual([])

    const assessed = { doctorRiskAssessment: 'high', urgencyLevel: 'urgent' }
    const draft = await dana.post(`/reports/${body.reportId}/reviews`, assessed)
    expect((await dana.post(`/reviews/${draft.body.reviewId}/sign`)).status).toBe(200)
    await site.runJobs()
    const sent = (await toni.get(`/deliveries?reportId=${body.reportId}`)).body.items
    expect(sent).toMatchObject([
      { state: 'sent', scope: 'results', instancesTotal: 2, instancesSent: 2, aeTitle: 'PACS' },
    ])

    const files = (await readdir(folder)).map((name) => join(folder, name))
    const heads = await Promise.all(
      files.map(async (path) => {
        const bytes = await readFile(path)
        return { path, head: inspect(bytes, bytes.length) }
      }),
    )
    const study = inspect(source, source.length).studyInstanceUid
    expect(heads.map(({ head }) => head.studyInstanceUid)).toEqual([study, study])
    expect(heads.map(({ head }) => text(head.elements, 'Modality')).toSorted()).toEqual(['OT', 'SR'])
    const report = heads.find(({ head }) => text(head.elements, 'Modality') === 'SR')
    const read = await runProgram('dsrdump', [report?.path ?? ''])
    expect(read.status, read.said).toBe(0)
    expect(read.said).not.toMatch(/^[EF]:/m)
  })
})
