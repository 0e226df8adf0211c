import { readFile } from 'node:fs/promises'
import { expect } from 'vitest'
import { speakAs, upload } from '../api.ts'
import { phone } from '../browser.ts'
import { barriers, overflow, shoot } from '../look.ts'
import { come, film, heading, of, patience, site, story } from '../site.ts'

story(
  'a patient who wants to be called first sees the result when the doctor opens it, and takes it away',
  { timeout: patience },
  async () => {
    const { page, troubles } = await come('patient', phone)
    await page.goto('/account')
    await page.getByRole('radio', { name: /After my doctor has called me/ }).click()
    await page.getByText('Saved').waitFor()
    expect(await barriers(page)).toEqual([])
    await shoot(page, 'patient-choice-phone')

    const reportId = await upload(site.url, of('radiologist'), of('patient').id, film())
    const doctor = await speakAs(site.url, of('doctor'))
    const review = { doctorRiskAssessment: 'low', urgencyLevel: 'routine', clinicalFindings: 'Clear lungs.' }
    const draft = await doctor('POST', `/reports/${reportId}/reviews`, review)
    await doctor('POST', `/reviews/${draft.reviewId}/sign`)
    await page.goto(`/results/${reportId}`)
    await heading(page, 'A doctor has not looked at it yet').waitFor()
    await doctor('POST', `/reports/${reportId}/release`)
    // It opens by itself.
    await heading(page, 'Good news: your pictures look fine').waitFor()
    expect(await barriers(page)).toEqual([])
    expect(await overflow(page)).toBeLessThanOrEqual(0)

    const result = page.waitForEvent('download')
    await page.getByRole('button', { name: 'Download the result' }).click()
    const saved = await readFile(await (await result).path(), 'utf8')
    expect(saved).toContain('Good news: your pictures look fine')
    expect(saved).toContain('Clear lungs.')
    const pictures = page.waitForEvent('download')
    await page.getByRole('link', { name: 'Download the pictures' }).click()
    expect((await readFile(await (await pictures).path())).subarray(0, 4).toString('latin1')).toBe('PK\x03\x04')

    await page.goto('/access')
    await page.getByRole('switch', { name: 'Hide my own' }).click()
    await page.getByText('took your pictures away as a file').first().waitFor()
    await page.goto('/account')
    await page.getByRole('radio', { name: /As soon as the doctor has signed it/ }).click()
    await page.getByText('Saved').waitFor()
    expect(troubles).toEqual([])
  },
)
