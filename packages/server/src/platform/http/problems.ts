import { Problem, type ProblemCode, problems } from '@firstread/contract'
import { NotEntered } from '@firstread/database'
import type { FastifyError, FastifyReply, FastifyRequest } from 'fastify'
import { hasZodFastifySchemaValidationErrors } from 'fastify-type-provider-zod'
import type { App } from '../app.ts'
import { auditDenial } from './denials.ts'
import type { Server } from './server.ts'

/** Fastify's and PostgreSQL's own errors that mean something to a caller. Any other error is a bug: a plain 500. */
const translated: Record<string, ProblemCode> = {
  FST_ERR_CTP_INVALID_MEDIA_TYPE: 'wrong-media-type',
  FST_ERR_CTP_BODY_TOO_LARGE: 'too-large',
  FST_ERR_CTP_INVALID_JSON_BODY: 'malformed-body',
  FST_ERR_CTP_EMPTY_JSON_BODY: 'malformed-body',
  FST_ERR_CTP_INVALID_CONTENT_LENGTH: 'malformed-body',
  FST_INVALID_MULTIPART_CONTENT_TYPE: 'wrong-media-type',
  FST_REQ_FILE_TOO_LARGE: 'too-large',
  FST_PARTS_LIMIT: 'too-large',
  FST_FILES_LIMIT: 'too-large',
  FST_FIELDS_LIMIT: 'too-large',
  // text, dates or numbers that PostgreSQL cannot hold: a NUL, half a surrogate pair, the year 0
  '22021': 'invalid-request',
  '22P02': 'invalid-request',
  '22P05': 'invalid-request',
  '22007': 'invalid-request',
  '22008': 'invalid-request',
  '42501': 'forbidden', // insufficient_privilege: a policy or a grant said no
  FR001: 'wrong-status', // app.advance_report
  FR002: 'already-signed', // app.keep_review_version
  FR005: 'annotation-changed', // app.keep_annotation_version
  FR006: 'sharing-off', // app.share_result
  FR007: 'too-many-shares', // app.share_result
  '53300': 'busy', // too_many_connections
  '55P03': 'busy', // lock_not_available
  '57014': 'busy', // query_canceled by statement_timeout
  '57P03': 'not-ready', // cannot_connect_now
  ECONNREFUSED: 'not-ready',
}

export function answerProblems(server: Server, app: App): void {
  server.setErrorHandler(async (error: FastifyError, request, reply) => {
    const problem = toProblem(error)
    if (problem.code === 'internal') app.log.error({ requestId: request.id, err: error }, 'bug')
    if (problems[problem.code].audited) await auditDenial(app, request, problem)
    return answer(reply, request, problem)
  })
  server.setNotFoundHandler(async (request, reply) => answer(reply, request, new Problem('no-such-route')))
}

/** DICOMweb knows no 422: what a schema refuses is a bad request there (PS3.18 8.5). For a scope of its own. */
export function answerAsDicomweb(server: Server): void {
  server.setErrorHandler(async (error) => {
    const problem = toProblem(error)
    // Thrown again it reaches the handler around this scope.
    throw problem.code === 'invalid-request' ? new Problem('bad-query', problem.message, { cause: error }) : error
  })
}

export function toProblem(error: unknown): Problem {
  if (error instanceof Problem) return error
  if (error instanceof NotEntered) return new Problem('session-ended')
  if (hasZodFastifySchemaValidationErrors(error)) return invalidRequest(error)
  const code = (error as { code?: string }).code ?? ''
  const known = translated[code] ?? (isPoolTimeout(error) ? 'busy' : undefined)
  if (known)
    return new Problem(known, undefined, { cause: error, ...(known === 'busy' ? { retryAfterSeconds: 3 } : {}) })
  return new Problem('internal', undefined, { cause: error })
}

/** pg says this in words only: every connection stayed taken for three seconds. */
const isPoolTimeout = (error: unknown) =>
  error instanceof Error && error.message === 'timeout exceeded when trying to connect'

function invalidRequest(error: {
  validation: { instancePath: string; message?: string; params?: unknown }[]
  validationContext?: string
}): Problem {
  const errors = error.validation.map((issue) => ({
    item: `${error.validationContext ?? 'body'}${issue.instancePath || '/'}`,
    code: 'invalid',
    detail: issue.message ?? 'not as expected',
  }))
  return new Problem(
    'invalid-request',
    errors
      .map(({ item, detail }) => `${item}: ${detail}`)
      .join('; ')
      .slice(0, 500),
    { errors },
  )
}

export function answer(reply: FastifyReply, request: FastifyRequest, problem: Problem): FastifyReply {
  const { http: status, title } = problems[problem.code]
  if (problem.extra.retryAfterSeconds) reply.header('retry-after', problem.extra.retryAfterSeconds)
  if (status === 401) reply.header('www-authenticate', 'Bearer')
  return reply
    .code(status)
    .type('application/problem+json')
    .serializer(JSON.stringify)
    .send({
      type: `urn:firstread:problem:${problem.code}`,
      title,
      status,
      code: problem.code,
      detail: problem.code === 'internal' ? title : problem.message,
      requestId: request.id,
      ...(problem.extra.errors ? { errors: problem.extra.errors } : {}),
    })
}
