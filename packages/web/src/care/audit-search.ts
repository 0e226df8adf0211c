export type AuditSearch = {
  action?: string
  patientId?: string
  userId?: string
  entityId?: string
  from?: string
  to?: string
}
const forms: Record<keyof AuditSearch, RegExp> = {
  action: /^[a-z_]{1,64}$/,
  patientId: /^[0-9a-f-]{36}$/,
  userId: /^[0-9a-f-]{36}$/,
  entityId: /^[0-9a-f-]{36}$/,
  from: /^\d{4}-\d\d-\d\d$/,
  to: /^\d{4}-\d\d-\d\d$/,
}

/** What the address of the audit explorer says; anything in another form is dropped. */
export function readAuditSearch(given: Record<string, unknown>): AuditSearch {
  const fits = Object.entries(forms).filter(([name, form]) => typeof given[name] === 'string' && form.test(given[name]))
  return Object.fromEntries(fits.map(([name]) => [name, given[name]]))
}
