import {
  type AccessExplanation,
  accessExplanation,
  explainQuery,
  id,
  Problem,
  problemDocument,
  role,
} from '@firstread/contract'
import type { Principal, Tx } from '@firstread/database'
import type { App } from '../platform/app.ts'
import { audit } from '../platform/audit/queries.ts'
import { asCaller } from '../platform/http/caller.ts'
import type { Server } from '../platform/http/server.ts'
import { type AccessRule, accessRules, isResourceKind } from './access-rules.ts'
import { isVisible } from './explain-queries.ts'

export function explainRoutes(server: Server, app: App): void {
  server.get(
    '/access/explain',
    {
      schema: {
        operationId: 'explainAccess',
        tags: ['access'],
        summary: 'Whether the caller sees a thing, by which rule, and who may see such a thing at all',
        querystring: explainQuery,
        response: { 200: accessExplanation, 422: problemDocument },
      },
    },
    (request) =>
      asCaller(app, request, 'anybody', async (tx, who) => {
        const [kind = '', target = ''] = request.query.resource.split(':')
        if (!isResourceKind(kind) || !id.safeParse(target).success)
          throw new Problem('invalid-request', 'There is no such kind of thing')
        const explained = await explain(tx, who, accessRules[kind], target)
        await audit(tx, { action: 'explain_access', entityType: kind, entityId: target })
        return { resource: request.query.resource, role: who.role, ...explained }
      }),
  )
}

/** What is not to be seen and what does not exist get the same answer. */
async function explain(
  tx: Tx,
  who: Principal,
  rule: AccessRule,
  target: string,
): Promise<Pick<AccessExplanation, 'visible' | 'why' | 'rules'>> {
  const rules = role.options.map((name) => ({ role: name, rule: rule.who[name] ?? 'Never' }))
  const words = rule.who[who.role]
  if (words === null) return { visible: false, why: 'Your role never sees such a thing', rules }
  const visible = await isVisible(tx, rule, target)
  return {
    visible,
    why: visible ? words : 'There is no such thing, or the rule for your role does not reach it',
    rules,
  }
}
