import type { Slice } from '../platform/slice.ts'

export const review: Slice = { name: 'review' }
