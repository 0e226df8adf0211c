import { Problem } from '@firstread/contract'
import { readAs } from '@firstread/database'
import type { FastifyRequest } from 'fastify'
import type { RawBuilder } from 'kysely'
import type { App } from '../../platform/app.ts'
import { callerOrRefuse } from '../../platform/http/caller.ts'
import { type InstancePath, type Viewed, viewedInstance } from './queries.ts'

/**
 * The instance as whoever signs the request may see it; that they looked is recorded and committed with it.
 *
 * @param begin  told of it while that is still being committed, to get ready what is sent after it
 * @throws Problem  not-logged-in, session-ended, not-found
 */
export async function viewInstance(
  app: App,
  request: FastifyRequest,
  path: InstancePath,
  as: string,
  begin?: (instance: Viewed) => void,
): Promise<Viewed> {
  const caller = callerOrRefuse(app, request)
  const told = (rows: Viewed[]) => {
    for (const row of rows) begin?.(row)
    return rows
  }
  const [instance] = await readAs(app.db, caller, () => viewedInstance(path, as), begin && told)
  if (!instance) throw new Problem('not-found')
  return instance
}

/** Many of them, by a statement that holds its audit entry. @throws Problem  not-logged-in, session-ended */
export const viewMany = <Row>(app: App, request: FastifyRequest, question: RawBuilder<Row>): Promise<Row[]> =>
  readAs(app.db, callerOrRefuse(app, request), () => question)
