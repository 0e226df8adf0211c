/** What the address of a board says. */
export type BoardSearch = { state?: 'closed' }
export const readSearch = (given: Record<string, unknown>): BoardSearch =>
  given.state === 'closed' ? { state: 'closed' } : {}
