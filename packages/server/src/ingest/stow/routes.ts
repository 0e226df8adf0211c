import { Problem } from '@firstread/contract'
import { isUsableUid, toXml } from '@firstread/dicom'
import type { FastifyReply, FastifyRequest } from 'fastify'
import type { App } from '../../platform/app.ts'
import { callerOf, credentialOf } from '../../platform/http/caller.ts'
import type { Server } from '../../platform/http/server.ts'
import { openLanes } from '../../platform/lanes.ts'
import { type Expected, storeInstances } from '../store-instances.ts'
import { filesOf } from './files.ts'
import { type Answer, answerFor, bodyOf, refuseEncoded } from './media.ts'
import { answerOf, type StowAnswer } from './response.ts'

/** Each request holds some megabytes while it streams; the rest waits with its body on the wire. */
const lanes = { width: 32, waiting: 128, each: 24 }

const types: Record<Answer, { type: string; write: (module: StowAnswer['module']) => string }> = {
  json: { type: 'application/dicom+json', write: (module) => JSON.stringify(module) },
  xml: { type: 'application/dicom+xml', write: toXml },
}

/** STOW-RS, PS3.18 10.5: in a scope of its own, because it alone takes any body, as a stream. */
export async function stowRoutes(server: Server, app: App): Promise<void> {
  await server.register(async (scope) => {
    scope.removeAllContentTypeParsers()
    scope.addContentTypeParser('*', (_request, _payload, done) => done(null))
    storeRoutes(scope as Server, app)
  })
}

function storeRoutes(server: Server, app: App): void {
  const lane = openLanes(lanes)
  const inLane = <T>(request: FastifyRequest, work: () => Promise<T>) =>
    lane(work, credentialOf(callerOf(app, request)))
  const options = { bodyLimit: Number.MAX_SAFE_INTEGER, schema: { hide: true } }
  server.post('/studies', options, (request, reply) => inLane(request, () => store(app, request, reply, {})))
  server.post('/studies/:study', options, (request, reply) => {
    const { study } = request.params as { study: string }
    if (!isUsableUid(study)) throw new Problem('malformed-body', 'The address names no Study Instance UID')
    return inLane(request, () => store(app, request, reply, { studyInstanceUid: study }))
  })
}

async function store(
  app: App,
  request: FastifyRequest,
  reply: FastifyReply,
  expected: Expected,
): Promise<FastifyReply> {
  const caller = callerOf(app, request)
  if (!caller) throw new Problem('not-logged-in')
  const answer = types[answerFor(request.headers.accept)]
  refuseEncoded(request.headers['content-encoding'])
  const body = bodyOf(request.headers['content-type'])
  const verdicts = await storeInstances(app, caller, filesOf(app, request.raw, body, credentialOf(caller)), expected)
  if (verdicts.length === 0) throw new Problem('malformed-body', 'The body holds no instance')
  const { status, module } = answerOf(verdicts, addressOf(app, request))
  // As bytes: to a text Fastify adds a charset, which these types do not have, and clients compare them whole.
  return reply
    .code(status)
    .type(answer.type)
    .send(Buffer.from(answer.write(module)))
}

/** Where the sender finds what it stored. */
const addressOf = ({ config }: App, request: FastifyRequest): string =>
  `${config.PUBLIC_ORIGIN ?? `${request.protocol}://${request.host}`}/dicom-web`
