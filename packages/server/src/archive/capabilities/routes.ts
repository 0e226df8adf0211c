import type { FastifyReply, FastifyRequest } from 'fastify'
import type { App } from '../../platform/app.ts'
import { asCaller } from '../../platform/http/caller.ts'
import type { Server } from '../../platform/http/server.ts'
import { acceptedBy } from '../wado/accept.ts'
import { plainType } from '../wado/media.ts'
import { rootOf } from '../wado/paths.ts'
import { dicomwebResources, type Resource } from './resources.ts'
import { describe, toWadlXml } from './wadl.ts'

/** PS3.18 8.9.1.2: WADL is XML; JSON for who prefers it. */
const types = ['application/vnd.sun.wadl+xml', 'application/xml', 'application/json'] as const

/** Retrieve Capabilities (PS3.18 8.9): of the whole service at its root, of one resource at its own address. */
export function capabilityRoutes(server: Server, app: App): void {
  const answer = (resources: readonly Resource[]) => (request: FastifyRequest, reply: FastifyReply) =>
    send(app, request, reply, resources)
  const schema = { hide: true }
  for (const [path, resources] of Map.groupBy(dicomwebResources, (one) => one.path))
    server.options(path, { schema }, answer(path === '/' ? dicomwebResources : resources))
}

async function send(app: App, request: FastifyRequest, reply: FastifyReply, resources: readonly Resource[]) {
  // Nothing of a study is told, but nobody is told anything without a name.
  await asCaller(app, request, 'anybody', async () => undefined)
  const type = plainType(acceptedBy(request.headers.accept, undefined), types)
  const described = describe(resources, rootOf(app, request))
  const methods = new Set(resources.flatMap(({ method }) => (method === 'GET' ? ['GET', 'HEAD'] : [method])))
  reply
    .header('allow', [...methods, 'OPTIONS'].join(', '))
    .header('vary', 'accept')
    .type(type)
  return reply.serializer(String).send(type === 'application/json' ? JSON.stringify(described) : toWadlXml(described))
}
