import type { Slice } from '../platform/slice.ts'

export const release: Slice = { name: 'release' }
