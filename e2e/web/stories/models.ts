import { asAdmin, resolveDatabase } from '@firstread/database'
import { expect } from 'vitest'
import { until } from '../../firstread.ts'
import { speakAs, upload } from '../api.ts'
import { desk, phone } from '../browser.ts'
import { barriers, overflow, shoot } from '../look.ts'
import { come, film, heading, of, patience, site, story } from '../site.ts'

type Call = Awaited<ReturnType<typeof speakAs>>
const none = { positives: 0, negatives: 0 }
const charts = ['ROC curve', 'Calibration']

/** Two films that the model reads and one of which the doctor finds to need attention: both kinds of truth. */
async function sign(doctor: Call): Promise<void> {
  for (const doctorRiskAssessment of ['low', 'high']) {
    const reportId = await upload(site.url, of('radiologist'), of('patient').id, film())
    await until(async () => {
      const { status, analysis } = await doctor('GET', `/reports/${reportId}`)
      return status === 'analyzed' && analysis?.outcome === 'read' ? true : undefined
    }, 90_000)
    const draft = await doctor('POST', `/reports/${reportId}/reviews`, {
      doctorRiskAssessment,
      urgencyLevel: 'routine',
    })
    await doctor('POST', `/reviews/${draft.reviewId}/sign`, {})
  }
}

/** A version that read before: the same network under an older number, so that a rollback has somewhere to go. */
async function rememberOlder(): Promise<void> {
  const { url } = await resolveDatabase({ FIRSTREAD_HOME: site.home })
  await asAdmin(url, (client) =>
    client.query(
      `insert into ai_models (model_name, version, model_config, model_file_url, sha256, state, deployed_date)
       select model_name, '1.9.9', model_config, model_file_url, sha256, 'retired', deployed_date - interval '30 days'
       from ai_models where is_active`,
    ),
  )
}

story(
  'a tech sees how good the model was measured and how good it is, and rolls a version back and forth',
  { timeout: patience },
  async () => {
    const doctor = await speakAs(site.url, of('doctor'))
    const model = (await doctor('GET', '/models')).items.find(({ isActive }: { isActive: boolean }) => isActive)
    const seen = async () => (await doctor('GET', `/models/${model.modelId}/metrics`)).curves ?? none
    // Twice, since a line over time needs two recordings.
    for (let round = 0; round < 2; round += 1) {
      const before = await seen()
      await sign(doctor)
      await until(async () => {
        const now = await seen()
        return now.positives > before.positives && now.negatives > before.negatives ? true : undefined
      }, 60_000)
    }
    await rememberOlder()

    const { page, troubles } = await come('tech')
    await page.goto('/models')
    const before = page.getByRole('heading', { name: 'Before it went live' }).locator('..')
    const since = page.getByRole('heading', { name: 'Since then, by signed reviews' }).locator('..')
    for (const part of [before, since]) {
      await part.getByRole('img', { name: /^ROC curve. Area 0\.\d{3}, 95 % interval/ }).waitFor()
      await part.getByRole('img', { name: /^Calibration in \d+ bins/ }).waitFor()
      await part.getByRole('table', { name: 'Confusion matrix' }).waitFor()
      for (const name of charts) await part.getByText(`Show as a table: ${name}`).click()
      expect(await part.getByRole('region', { name: 'ROC curve' }).getByRole('row').count()).toBeGreaterThan(2)
    }
    await since.getByRole('img', { name: /^Sensitivity over time/ }).waitFor()
    await before.getByText(/5195/).first().waitFor()
    for (const { size, colorScheme } of [
      { size: phone, colorScheme: 'dark' },
      { size: desk, colorScheme: 'light' },
    ] as const) {
      await page.setViewportSize(size)
      await page.emulateMedia({ colorScheme })
      expect(await barriers(page)).toEqual([])
      expect(await overflow(page)).toBeLessThanOrEqual(0)
      await shoot(page, `tech-models-tables-${size.width}-${colorScheme}`)
    }

    await rollBack('1.9.9', 'tries the way back')
    await rollBack(model.version, 'and forth again')
    expect(troubles).toEqual([])

    /** Nothing happens without a reason; then the other version is live, without a reload. */
    async function rollBack(to: string, reason: string): Promise<void> {
      await page.getByRole('button', { name: `Back to ${to}` }).click()
      const dialog = page.getByRole('dialog', { name: `Back to ${to}` })
      const button = dialog.getByRole('button', { name: `Back to ${to}` })
      expect(await button.isDisabled()).toBe(true)
      await dialog.getByLabel('Why').fill(reason)
      expect(await barriers(page)).toEqual([])
      await button.click()
      await page.getByText(`${to} is live again.`).waitFor()
      const card = page.locator('section').filter({ has: heading(page, new RegExp(`${to.replaceAll('.', '\\.')}$`)) })
      await card.getByText('Live', { exact: true }).waitFor()
    }
  },
)
