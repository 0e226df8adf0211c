import type { Slice } from '../platform/slice.ts'
import { routes } from './routes.ts'

// The function itself lies in platform, because identity writes entries too and comes before this slice.
export { type AuditEntry, audit } from '../platform/audit/queries.ts'
export const auditTrail: Slice = { name: 'audit', routes }
