import { Problem } from '@firstread/contract'
import { askAs } from '@firstread/database'
import type { FastifyRequest } from 'fastify'
import type { App } from '../../platform/app.ts'
import { callerOf } from '../../platform/http/caller.ts'
import { type InstancePath, type Viewed, viewedInstance } from './queries.ts'

/**
 * The instance as whoever signs the request may see it; that they looked is recorded and committed with it.
 *
 * @throws Problem  not-logged-in, session-ended, not-found
 */
export async function viewInstance(app: App, request: FastifyRequest, path: InstancePath, as: string): Promise<Viewed> {
  const caller = callerOf(app, request)
  if (!caller) throw new Problem('not-logged-in')
  const [instance] = await askAs(app.db, caller, (asking) => viewedInstance(asking, path, as))
  if (!instance) throw new Problem('not-found')
  return instance
}
