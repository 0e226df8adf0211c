import { expect } from 'vitest'
import { barriers, shoot } from '../look.ts'
import { come, patience, story } from '../site.ts'

story('a tech adds a machine, asks whether it answers, and gives it a token once', { timeout: patience }, async () => {
  const { page, troubles } = await come('tech')
  await page.goto('/peers')
  await page.getByRole('button', { name: 'New machine' }).click()
  const form = page.getByRole('dialog', { name: 'New machine' })
  await form.getByLabel('AE title').fill('ROOM_2')
  await form.getByLabel('Description').fill('X-ray in room 2')
  await form.getByLabel('Get what was signed').check()
  await form.getByLabel('Host').fill('127.0.0.1')
  // Port 1 (tcpmux) is one that nobody listens on.
  await form.getByLabel('Port').fill('1')
  await form.getByLabel('Call it over TLS').uncheck()
  expect(await barriers(page)).toEqual([])
  await form.getByRole('button', { name: 'Save' }).click()

  const view = page.getByRole('dialog', { name: 'ROOM_2' })
  await view.getByRole('button', { name: 'Ask now (C-ECHO)' }).click()
  await view.getByText('Not reached').first().waitFor()
  await view.getByRole('button', { name: 'Make a token' }).click()
  await view.getByText('it is shown this one time', { exact: false }).waitFor()
  expect(await barriers(page)).toEqual([])
  await shoot(page, 'peer-view')
  await view.getByRole('button', { name: 'Change' }).click()
  const editor = page.getByRole('dialog', { name: 'Change ROOM_2' })
  await editor.getByLabel('Search').check()
  await editor.getByRole('button', { name: 'Save' }).click()
  await editor.waitFor({ state: 'hidden' })
  await page.keyboard.press('Escape')
  await page.getByRole('row', { name: /ROOM_2.*127\.0\.0\.1:1.*Search.*Not reached/ }).waitFor()
  await shoot(page, 'peers')

  // Opened again, the token is not there any more.
  await page.getByRole('button', { name: 'ROOM_2' }).click()
  await view.getByText('made', { exact: false }).waitFor()
  expect(await view.getByText('it is shown this one time', { exact: false }).count()).toBe(0)
  expect(troubles).toEqual([])
})
