import type { Slice } from '../platform/slice.ts'

export const triage: Slice = { name: 'triage' }
