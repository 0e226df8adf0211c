import type { Slice } from '../platform/slice.ts'
import { jobs } from './jobs.ts'
import { routes } from './routes.ts'

export const outcomes: Slice = { name: 'outcomes', routes, jobs }
