export { type AuditEntry, audit } from './audit.ts'

import type { Slice } from '../platform/slice.ts'

export const auditTrail: Slice = { name: 'audit' }
