import type { Report } from '@firstread/client'
import { expect, test } from 'vitest'
import { resultPage } from './save-result.ts'

const report = {
  uploadDate: '2026-11-20T10:00:00Z',
  studyType: 'Chest X-ray',
  result: {
    headline: 'Good news',
    meaning: 'Nothing to worry about.',
    nextSteps: ['Rest.', 'Call us.'],
    releasedAt: '2026-11-21T10:00:00Z',
  },
  reviews: [
    {
      state: 'signed',
      doctorName: null,
      reviewedAt: '2026-11-21T09:00:00Z',
      clinicalFindings: '<img src=x onerror=alert(1)> & "clear"',
      addenda: [],
    },
  ],
} as unknown as Report

test('a saved result says what the page says, and what somebody wrote stays text', () => {
  const page = resultPage(report, 'Ada <b>') ?? ''
  for (const words of ['Good news', 'Nothing to worry about.', '<li>Call us.</li>', '20 November 2026'])
    expect(page).toContain(words)
  expect(page).not.toContain('<img')
  expect(page).not.toContain('<b>')
  expect(page).toContain('&#60;img src=x onerror=alert(1)&#62; &#38; &#34;clear&#34;')
  expect(page).not.toMatch(/<script|https?:|src="/)
})

test('what is not released yet cannot be saved', () => {
  expect(resultPage({ ...report, result: null }, 'Ada')).toBeUndefined()
})
