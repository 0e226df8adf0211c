import { randomUUID } from 'node:crypto'
import { expect } from 'vitest'
import { barriers, shoot } from '../look.ts'
import { come, heading, patience, story } from '../site.ts'

story('a page that cannot be fetched says so, and comes when the server is back', { timeout: patience }, async () => {
  const { page, context } = await come('doctor')
  await page.goto('/worklist')
  await heading(page, 'Worklist').waitFor()
  await context.setOffline(true)
  await page.getByRole('link', { name: 'Follow-up' }).click()
  await page.getByText('This page is not here yet').waitFor()
  expect(await barriers(page)).toEqual([])
  await shoot(page, 'offline')
  // Without a server, trying again leaves what stands there.
  await page.getByRole('button', { name: 'Try again' }).click()
  await page.getByText('This page is not here yet').waitFor()
  await context.setOffline(false)
  await page.getByRole('button', { name: 'Try again' }).click()
  await heading(page, 'Follow-up').waitFor()
})

story('an address of nothing says so, whoever asks', { timeout: patience }, async () => {
  for (const [role, path] of [
    ['doctor', '/read'],
    ['radiologist', '/studies'],
    ['patient', '/results'],
  ] as const) {
    const { page } = await come(role)
    for (const id of [randomUUID(), 'no-id']) {
      await page.goto(`${path}/${id}`)
      await page.getByText('There is nothing at this address').waitFor()
    }
    expect(await barriers(page)).toEqual([])
  }
})
