import { randomUUID } from 'node:crypto'
import { readFileSync } from 'node:fs'
import cookie from '@fastify/cookie'
import Fastify, { type FastifyInstance } from 'fastify'
import { serializerCompiler, validatorCompiler, type ZodTypeProvider } from 'fastify-type-provider-zod'
import type { App } from '../app.ts'
import { describeApi } from './openapi.ts'
import { answerProblems } from './problems.ts'
import { refuseCrossSite } from './same-site.ts'
import { endSilentSockets } from './silent-sockets.ts'

// biome-ignore lint/suspicious/noExplicitAny: Fastify's own server parameters; only the type provider matters here.
export type Server = FastifyInstance<any, any, any, any, ZodTypeProvider>

/**
 * A Fastify server with our manners: strict schemas, problem documents, request ids, security headers, OpenAPI.
 * Routes are added by the slices; nothing listens yet.
 */
export async function buildServer(app: App): Promise<Server> {
  const { config } = app
  const tls =
    config.TLS_CERT_FILE && config.TLS_KEY_FILE
      ? {
          https: {
            cert: readFileSync(config.TLS_CERT_FILE),
            key: readFileSync(config.TLS_KEY_FILE),
            minVersion: 'TLSv1.2',
          },
        }
      : {}
  const server = Fastify({
    ...tls,
    logger: false,
    bodyLimit: 1024 * 1024,
    genReqId: () => randomUUID(),
    trustProxy: config.TRUSTED_PROXIES ? config.TRUSTED_PROXIES.split(',').map((address) => address.trim()) : false,
    routerOptions: { maxParamLength: 128 },
    forceCloseConnections: 'idle',
  } as object).withTypeProvider<ZodTypeProvider>() as Server
  server.setValidatorCompiler(validatorCompiler)
  server.setSerializerCompiler(serializerCompiler)
  acceptEmptyBodies(server)
  endSilentSockets(server)
  await server.register(cookie)
  answerProblems(server, app)
  refuseCrossSite(server, app)
  setHeaders(server)
  measure(server, app)
  await describeApi(server)
  return server
}

/** Many programs name JSON as their type even when there is nothing to say: an empty body is no body. */
function acceptEmptyBodies(server: Server): void {
  const parse = server.getDefaultJsonParser('error', 'error')
  server.addContentTypeParser('application/json', { parseAs: 'string' }, (request, body, done) => {
    if (body === '') done(null, undefined)
    else parse(request, body as string, done)
  })
}

/** security.md 4: nothing of ours is framed, sniffed or cached unless a route says so. */
function setHeaders(server: Server): void {
  server.addHook('onRequest', async (request, reply) => {
    reply.headers({
      'x-request-id': request.id,
      'x-content-type-options': 'nosniff',
      'strict-transport-security': 'max-age=31536000; includeSubDomains',
      'referrer-policy': 'no-referrer',
      'x-robots-tag': 'noindex, nofollow',
      'cross-origin-resource-policy': 'same-origin',
      'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
      'cache-control': 'no-store',
    })
  })
}

function measure(server: Server, { metrics, log }: App): void {
  server.addHook('onResponse', async (request, reply) => {
    const route = request.routeOptions.url ?? 'none'
    const seconds = reply.elapsedTime / 1000
    metrics.requests.observe({ method: request.method, route, status: String(reply.statusCode) }, seconds)
    log.info(
      {
        requestId: request.id,
        method: request.method,
        route,
        status: reply.statusCode,
        ms: Math.round(reply.elapsedTime),
      },
      'request',
    )
  })
}
