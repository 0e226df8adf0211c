import type { Problem } from '@firstread/contract'
import { actAs, actAsNobody, NotEntered, type Tx } from '@firstread/database'
import type { FastifyRequest } from 'fastify'
import type { App } from '../app.ts'
import { audit } from '../audit/queries.ts'
import { callerOf, originOf } from './caller.ts'

const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i

/**
 * Records a denial in a transaction of its own: the one that was refused is rolled back, its entry must not be.
 * Without a database there is no entry, and the refusal stands all the same.
 */
export async function auditDenial(app: App, request: FastifyRequest, problem: Problem): Promise<void> {
  const target = Object.values((request.params ?? {}) as Record<string, string>).find((value) => uuid.test(value))
  const write = (tx: Tx) =>
    audit(tx, {
      action: 'denied',
      entityType: 'route',
      entityId: target ?? null,
      status: 'failure',
      newValues: { method: request.method, route: request.routeOptions.url ?? null },
      errorMessage: problem.code,
    })
  try {
    const caller = callerOf(app, request)
    if (caller) await actAs(app.db, { ...caller, countsAsActivity: false }, write)
    else await actAsNobody(app.db, originOf(request), write)
  } catch (error) {
    if (error instanceof NotEntered) await actAsNobody(app.db, originOf(request), write)
    else app.log.error({ requestId: request.id, err: error }, 'denial not audited')
  }
}
