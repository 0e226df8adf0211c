import type { Slice } from '../platform/slice.ts'

export const analysis: Slice = { name: 'analysis' }
