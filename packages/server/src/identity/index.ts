import type { Slice } from '../platform/slice.ts'

export const identity: Slice = { name: 'identity' }
