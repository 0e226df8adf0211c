import type { Slice } from '../platform/slice.ts'

export const archive: Slice = { name: 'archive' }
