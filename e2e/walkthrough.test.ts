import { existsSync, openAsBlob } from 'node:fs'
import { writeFile } from 'node:fs/promises'
import { basename, join, resolve } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Account, type Running, startFirstread, until } from './firstread.ts'
import { Walk } from './walk.ts'
import { writeUp } from './walkthrough.ts'

const testData = process.env.TEST_DATA ?? resolve(import.meta.dirname, '../../shared/data')
const image = join(testData, 'chest-xray/train/bacterial/person1_bacteria_1.jpeg')
const found = existsSync(image)
if (!found) console.warn(`no test data in ${testData}: the walk of a real study is skipped (set TEST_DATA)`)

let firstread: Running
beforeAll(async () => {
  if (found) firstread = await startFirstread(['demo', '--no-samples'])
}, 120_000)
afterAll(() => firstread?.stop())

test.skipIf(!found)(
  'one real study goes the whole way, and each person sees just what is theirs',
  { timeout: 180_000 },
  async () => {
    const accounts = await until(async () => (await firstread.accounts().catch(() => undefined)) ?? undefined, 30_000)
    const of = (role: string) => accounts.find((account) => account.role === role) as Account
    const walk = new Walk(firstread.url)
    for (const role of ['radiologist', 'doctor', 'patient', 'tech']) await walk.login(of(role))

    const form = new FormData()
    form.set('patientId', of('patient').id)
    form.set('studyType', 'Chest X-ray')
    form.set('imageType', 'xray')
    form.set('symptoms', JSON.stringify(['cough', 'fever']))
    form.append('images', new File([await openAsBlob(image)], basename(image)))
    const upload = await walk.ask('The radiologist uploads a chest X-ray', 'radiologist', 'POST', '/reports', form)
    expect(upload.status).toBe(201)
    const { reportId } = upload.answer

    await until(
      async () => ((await walk.peek('radiologist', `/reports/${reportId}`)).status === 'analyzed' ? true : undefined),
      90_000,
    )
    const read = await walk.ask(
      'Seconds later the model has read it; the radiologist sees the first read of their own upload',
      'radiologist',
      'GET',
      `/reports/${reportId}`,
    )
    expect(read.answer.analysis.outcome).toBe('read')
    const { lowProbability, mediumProbability, highProbability } = read.answer.analysis
    expect(lowProbability + mediumProbability + highProbability).toBeCloseTo(1, 2)
    expect(['medium', 'high']).toContain(read.answer.riskScore)

    const before = await walk.ask(
      'The patient sees that a study is there, and nothing of the risk',
      'patient',
      'GET',
      `/reports/${reportId}`,
    )
    expect(before.status).toBe(200)
    expect(before.answer).toMatchObject({
      riskScore: null,
      confidenceScore: null,
      findings: null,
      analysis: null,
      reviews: [],
      result: null,
    })

    const line = await walk.ask("It stands in the doctor's worklist", 'doctor', 'GET', '/worklist')
    expect(line.answer.items.map((item: { reportId: string }) => item.reportId)).toContain(reportId)
    await walk.ask('Why it stands there', 'doctor', 'GET', `/worklist/${reportId}/why`)
    expect(
      (await walk.ask('The doctor claims it', 'doctor', 'POST', `/worklist/${reportId}/claim`)).status,
    ).toBeLessThan(300)
    const review = await walk.ask('The doctor drafts a review', 'doctor', 'POST', `/reports/${reportId}/reviews`, {
      doctorRiskAssessment: 'high',
      urgencyLevel: 'urgent',
      clinicalFindings: 'Consolidation in the right lower zone.',
      recommendedAction: 'Antibiotics today, see the child again in two days.',
      aiAccuracyRating: 5,
      confirmedAiDiagnosis: true,
      followUpRequired: true,
      followUpDate: new Date(Date.now() + 2 * 86_400_000).toISOString().slice(0, 10),
      medicationPrescribed: [{ name: 'Amoxicillin', dose: '40 mg/kg', frequency: 'twice a day', duration: '5 days' }],
    })
    expect(review.status).toBe(201)
    const signed = await walk.ask('The doctor signs', 'doctor', 'POST', `/reviews/${review.answer.reviewId}/sign`)
    expect(signed.status).toBe(200)

    await until(async () => ((await walk.peek('patient', `/reports/${reportId}`)).result ? true : undefined), 15_000)
    const after = await walk.ask(
      'The patient reads the signed result in plain words',
      'patient',
      'GET',
      `/reports/${reportId}`,
    )
    expect(after.answer).toMatchObject({ riskScore: 'high', confidenceScore: null, analysis: null })
    expect(after.answer.result.headline).toEqual(expect.any(String))
    expect(JSON.stringify(after.answer)).not.toContain(String(highProbability))

    const gone = await walk.peek('doctor', '/worklist')
    expect(gone.items.map((item: { reportId: string }) => item.reportId)).not.toContain(reportId)
    const { modelId } = read.answer.analysis
    await until(async () => ((await walk.peek('tech', `/models/${modelId}/metrics`)).newest ? true : undefined), 60_000)
    const metrics = await walk.ask(
      'The numbers about the model have moved',
      'tech',
      'GET',
      `/models/${modelId}/metrics`,
    )
    expect(metrics.status).toBe(200)
    const log = await walk.ask(
      'Who saw the record: the patient asks',
      'patient',
      'GET',
      `/patients/${of('patient').id}/access-log?limit=5`,
    )
    expect(log.status).toBe(200)
    expect(JSON.stringify(log.answer)).toContain('sign_review')

    const stranger = await walk.peek('radiologist', '/worklist')
    expect(stranger.status).toBe(403)
    if (process.env.WRITE_WALKTHROUGH)
      await writeFile(resolve(import.meta.dirname, '../docs/walkthrough.md'), writeUp(walk.steps))
  },
)
