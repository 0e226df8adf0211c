import { existsSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { newSite } from '@firstread/testing'
import { haveProgram, runProgram } from '@firstread/testing/peers'
import { expect, test } from 'vitest'
import { listenDicom } from './listen.ts'

// The model that ships reads a real film that a modality pushed. Its accuracy is measured elsewhere.
const data = process.env.TEST_DATA ?? resolve(import.meta.dirname, '../../../../../shared/data')
const films = ['DEV-001-jpeg-lossless.dcm', 'DEV-002-implicit.dcm', 'DEV-003-jpeg-baseline.dcm'].map((name) =>
  join(data, 'dicom-cxr', name),
)
const model = resolve(import.meta.dirname, '../../../../models/chest-xray-triage/model.json')
const ready = films.every((film) => existsSync(film)) && existsSync(model) && haveProgram('dcmsend')
if (!ready) console.warn('skipped: the shipped model, TEST_DATA or dcmtk is not here')

test.skipIf(!ready)(
  'studies pushed by a modality settle by themselves and stand in the worklist with their risk',
  async () => {
    await using site = await newSite({ env: { DICOM_PORT: '0' } })
    await site.admin.query(
      `update system_settings set setting_value = '1' where setting_key = 'analysis.settle_seconds'`,
    )
    await site.peer({ aeTitle: 'XR1', operations: ['store'], sees: 'own', allowPlain: true })
    const dana = await site.person('doctor')
    const dicom = await listenDicom(site.app)
    const worker = await site.startWorker()
    const to = ['-aet', 'XR1', '-aec', 'FIRSTREAD', '127.0.0.1', String(dicom.port)]
    const { status, said } = await runProgram('dcmsend', ['-v', '-dn', ...to, ...films])
    expect([status, said.match(/Received C-STORE Response \(Success\)/g)?.length]).toEqual([0, films.length])
    const risks = async () => {
      const { items } = (await dana.get('/worklist')).body
      return items.map(({ status, riskScore }: { status: string; riskScore: string | null }) => [status, riskScore])
    }
    await expect
      .poll(risks, { timeout: 90_000, interval: 500 })
      .toEqual(films.map(() => ['analyzed', expect.stringMatching(/^(low|medium|high)$/)]))
    await dicom.close(1000)
    await worker.stop()
  },
  120_000,
)
