import type { Report } from '@firstread/client'

export type StudiesSearch = { q?: string; status?: Report['status']; risk?: 'low' | 'medium' | 'high' }
const statuses = ['pending', 'analyzing', 'analyzed', 'reviewed', 'archived'] as const
const risks = ['low', 'medium', 'high'] as const

/** What the address of the study list says. */
export function readSearch(given: Record<string, unknown>): StudiesSearch {
  const status = statuses.find((one) => one === given.status)
  const risk = risks.find((one) => one === given.risk)
  const q = typeof given.q === 'string' || typeof given.q === 'number' ? String(given.q).slice(0, 100) : ''
  return { ...(q ? { q } : {}), ...(status ? { status } : {}), ...(risk ? { risk } : {}) }
}
