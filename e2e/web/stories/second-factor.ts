import { generate } from 'otplib'
import { expect } from 'vitest'
import { phone, signIn } from '../browser.ts'
import { barriers, overflow, shoot } from '../look.ts'
import { come, of, patience, site, story } from '../site.ts'

story(
  'a doctor sets up one-time codes and signs in with them, and with a recovery code',
  { timeout: patience },
  async () => {
    const { page, context, troubles } = await come('doctor')
    await page.goto('/account')
    await page.getByRole('button', { name: 'Set up one-time codes' }).click()
    await page.getByRole('img', { name: 'QR code for the authenticator app' }).waitFor()
    expect(await barriers(page)).toEqual([])
    await page.getByLabel('One-time code').scrollIntoViewIfNeeded()
    await shoot(page, 'second-factor-setup')
    const secret = ((await page.locator('code').textContent()) ?? '').replaceAll(' ', '')
    await page.getByLabel('One-time code').fill(await generate({ secret }))
    await page.getByRole('button', { name: 'Turn on' }).click()
    const codes = page.getByRole('dialog', { name: 'Keep these recovery codes' })
    await codes.waitFor()
    expect(await barriers(page)).toEqual([])
    await shoot(page, 'second-factor-codes')
    const [recovery] = await codes.getByRole('listitem').allTextContents()
    await codes.getByLabel('I have kept them in a safe place').check()
    await codes.getByRole('button', { name: 'Go on' }).click()
    await page.getByText('10 recovery codes are left.').waitFor()

    // Another browser: the password alone no longer opens anything.
    const other = await site.browser.newContext({ viewport: phone, baseURL: site.url, colorScheme: 'dark' })
    try {
      const there = await other.newPage()
      await there.goto('/')
      await signIn(there, of('doctor'))
      await there.getByLabel('One-time code').waitFor()
      expect(await barriers(there)).toEqual([])
      await shoot(there, 'second-factor-asked')
      await there.getByLabel('One-time code').fill('000000')
      await there.getByRole('button', { name: 'Sign in' }).click()
      await there.getByText('This code is wrong or was used already.', { exact: false }).waitFor()
      await there.getByLabel('One-time code').fill(recovery ?? '')
      await there.getByRole('button', { name: 'Sign in' }).click()
      await there.getByRole('navigation', { name: 'Main' }).waitFor()
      expect(await overflow(there)).toBeLessThanOrEqual(0)
    } finally {
      await other.close()
    }

    await page.getByRole('button', { name: 'Turn off' }).click()
    await page.getByRole('button', { name: 'Set up one-time codes' }).waitFor()
    await context.clearCookies()
    expect(troubles).toEqual([])
  },
)

story('a role that needs codes sets them up at the sign-in', { timeout: patience }, async () => {
  const tech = await come('tech')
  await tech.page.goto('/settings')
  const setting = tech.page.getByRole('group', { name: 'Roles that sign in with a one-time code' })
  await setting.getByLabel('Radiologist').check()
  await tech.page.getByRole('button', { name: 'Save Roles that sign in with a one-time code' }).click()
  await tech.page.getByText('Saved; it holds from now on.').waitFor()

  const fresh = await site.browser.newContext({ viewport: phone, baseURL: site.url })
  try {
    const page = await fresh.newPage()
    await page.goto('/')
    await signIn(page, of('radiologist'))
    await page.getByRole('img', { name: 'QR code for the authenticator app' }).waitFor()
    expect(await barriers(page)).toEqual([])
    await shoot(page, 'second-factor-needed')
    const secret = ((await page.locator('code').textContent()) ?? '').replaceAll(' ', '')
    await page.getByLabel('One-time code').fill(await generate({ secret }))
    await page.getByRole('button', { name: 'Sign in' }).click()
    const codes = page.getByRole('dialog', { name: 'Keep these recovery codes' })
    await codes.getByLabel('I have kept them in a safe place').check()
    await codes.getByRole('button', { name: 'Go on' }).click()
    await page.getByRole('navigation', { name: 'Main' }).waitFor()
    await page.goto('/account')
    await page.getByText('Your role signs in with one-time codes.', { exact: false }).waitFor()
  } finally {
    await fresh.close()
  }

  // Everything as it was, for the stories that follow.
  await setting.getByLabel('Radiologist').uncheck()
  await tech.page.getByRole('button', { name: 'Save Roles that sign in with a one-time code' }).click()
  await tech.page.goto('/people')
  await tech.page.getByRole('button', { name: of('radiologist').name }).click()
  await tech.page.getByRole('button', { name: 'Take away' }).click()
  await tech.page.getByText('not set up').waitFor()
  expect(tech.troubles).toEqual([])
})
