import type { FindAnswer, QueryRequest } from '@firstread/dimse'
import type { App } from '../../platform/app.ts'
import { type DimsePeer, type DimseServices, eachWithStatus } from '../../platform/dimse.ts'
import { find } from './find.ts'
import { unsupportedKeys } from './identifier.ts'

/** Relational queries, combined date and time, fuzzy matching of names (PS3.4 C.5.1.1, Table C.5-1). */
const information = [1, 1, 1] as const

/** C-FIND: the same search as QIDO-RS behind another door. */
export const findService = (app: App): DimseServices => ({
  find: async (request) => answerOf(app, request),
  extended: { find: information },
})

function answerOf(app: App, request: QueryRequest<DimsePeer>): FindAnswer {
  const { peer, model, identifier, extended, cancelled: signal } = request
  const [isRelational, isCombined, isFuzzy] = information.map((_, i) => extended[i] === 1)
  const matches = find(app, peer.caller('query'), {
    model,
    identifier,
    retrieveAeTitle: app.config.DICOM_AE_TITLE,
    isRelational: isRelational === true,
    isCombined: isCombined === true,
    isFuzzy: isFuzzy === true,
    signal,
  })
  return { matches: eachWithStatus(matches), hasUnsupportedKeys: unsupportedKeys(identifier).length > 0 }
}
