import type { Slice } from '../platform/slice.ts'

export const outcomes: Slice = { name: 'outcomes' }
