import type { Problem } from '@firstread/contract'
import { actAs, actAsNobody, type Caller, NotEntered, type Tx } from '@firstread/database'
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
    if (caller) await actAs(app.db, quietly(caller), write)
    else await actAsNobody(app.db, originOf(request), write)
  } catch (error) {
    if (error instanceof NotEntered || isRefused(error)) await actAsNobody(app.db, originOf(request), write)
    else app.log.error({ requestId: request.id, err: error }, 'denial not audited')
  }
}

/** To write the entry, nobody's session is kept alive, and a peer needs no more than it may always do. */
const quietly = (caller: Caller): Caller =>
  'peerMac' in caller ? { ...caller, operation: 'echo' } : { ...caller, countsAsActivity: false }

/** A peer without any account: its denial is recorded all the same. */
const isRefused = (error: unknown) => (error as { code?: string }).code === '42501'
