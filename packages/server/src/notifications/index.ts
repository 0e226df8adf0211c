import type { Slice } from '../platform/slice.ts'

export const notifications: Slice = { name: 'notifications' }
