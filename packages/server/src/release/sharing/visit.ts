import { setTimeout as sleep } from 'node:timers/promises'
import { Problem } from '@firstread/contract'
import { actAsNobody, actAsVisitor, NotEntered, type Tx } from '@firstread/database'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { networkOf } from '../../identity/index.ts'
import type { App } from '../../platform/app.ts'
import { originOf, visitCookie } from '../../platform/http/caller.ts'
import { openLanes } from '../../platform/lanes.ts'
import { openShare } from './queries.ts'
import { macsOf, mintVisit } from './secrets.ts'

const halfAnHour = 30 * 60
/** Whatever is wrong, the answer comes so long after the question, milliseconds: the clock tells no more than the words. */
const refusalAfter = 300
/** Nobody outside takes the database from those inside, nor one of them all of the door. */
const lanes = { width: 8, waiting: 64, each: 2 }

const placeOf = (shareId: string) =>
  ({ path: `/api/v1/shared/${shareId}`, httpOnly: true, secure: true, sameSite: 'strict' }) as const

export type Door = (request: FastifyRequest, reply: FastifyReply, given: Given) => Promise<string>
type Given = { token: string; code: string }

/**
 * Opens a visit of half an hour for who has link and code: its token is a cookie that travels to this one share alone.
 *
 * @throws Problem  not-found, for whatever reason and after the same time; try-later; busy
 */
export function openDoor(app: App): Door {
  const lane = openLanes(lanes)
  return async (request, reply, { token, code }) => {
    const began = performance.now()
    const place = networkOf(request.ip)
    const visit = mintVisit(app.keys)
    const { shareId, waitSeconds } = await lane(
      () =>
        actAsNobody(app.db, originOf(request), (tx) => openShare(tx, macsOf(app.keys, token, code), place, visit.mac)),
      place,
    )
    if (waitSeconds > 0) throw new Problem('try-later', undefined, { retryAfterSeconds: waitSeconds })
    if (shareId === null) {
      await sleep(refusalAfter - (performance.now() - began))
      throw new Problem('not-found')
    }
    reply.setCookie(visitCookie, visit.token, { ...placeOf(shareId), maxAge: halfAnHour })
    return shareId
  }
}

/**
 * Runs `work` as the visitor of one share.
 *
 * @throws Problem  not-found, without a visit, after it, and when the result is not to be seen any more
 */
export async function asVisitor<T>(
  app: App,
  request: FastifyRequest,
  shareId: string,
  work: (tx: Tx) => Promise<T>,
): Promise<T> {
  const token = request.cookies[visitCookie]
  if (token === undefined) throw new Problem('not-found')
  const visitor = { ...originOf(request), visitMac: app.keys.shareMac('visit', token), shareId }
  try {
    return await actAsVisitor(app.db, visitor, work)
  } catch (error) {
    if (error instanceof NotEntered) throw new Problem('not-found', undefined, { cause: error })
    throw error
  }
}
