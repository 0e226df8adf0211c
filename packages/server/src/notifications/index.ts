import type { Slice } from '../platform/slice.ts'
import { routes } from './routes.ts'

export const notifications: Slice = { name: 'notifications', routes }
