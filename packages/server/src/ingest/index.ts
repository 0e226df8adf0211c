import type { Slice } from '../platform/slice.ts'

export const ingest: Slice = { name: 'ingest' }
