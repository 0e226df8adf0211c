import type { Slice } from '../platform/slice.ts'

export const reports: Slice = { name: 'reports' }
