import multipart from '@fastify/multipart'
import { idempotencyHeaders, Problem, problemDocument, uploaded, uploadForm } from '@firstread/contract'
import type { Caller } from '@firstread/database'
import { validatorCompiler } from 'fastify-type-provider-zod'
import type { App } from '../platform/app.ts'
import { answerOnce } from '../platform/http/answer-once.ts'
import { callerOf, credentialOf } from '../platform/http/caller.ts'
import type { Server } from '../platform/http/server.ts'
import { openLanes } from '../platform/lanes.ts'
import type { IncomingFile } from './arrival.ts'
import { Form, formLimits } from './form.ts'
import { ingestFiles } from './ingest-files.ts'
import { filesOf } from './pieces/pieces.ts'
import { pieceRoutes } from './pieces/routes.ts'

/** Each upload holds about 3 MiB while it streams; the rest waits with its body on the wire. */
const lanes = { width: 16, waiting: 64, each: 12 }

/** In a scope of its own, so that no other route takes forms. */
export async function routes(server: Server, app: App): Promise<void> {
  await pieceRoutes(server, app)
  await server.register(async (scope) => {
    await scope.register(multipart, { limits: formLimits(app.config), throwFileSizeLimit: false })
    uploadRoute(scope as Server, app)
  })
}

function uploadRoute(server: Server, app: App): void {
  const lane = openLanes(lanes)
  server.post(
    '/reports',
    {
      bodyLimit: Number.MAX_SAFE_INTEGER,
      schema: {
        operationId: 'createReport',
        tags: ['reports'],
        summary: 'Upload one study: JPEG, PNG or DICOM files. The answer comes once all of it is stored durably',
        consumes: ['multipart/form-data'],
        headers: idempotencyHeaders,
        body: uploadForm,
        response: {
          201: uploaded,
          403: problemDocument,
          409: problemDocument,
          413: problemDocument,
          415: problemDocument,
          422: problemDocument,
          503: problemDocument,
        },
      },
      // The form is streamed: its fields are checked by Form, its files by their content.
      validatorCompiler: (route) => (route.httpPart === 'body' ? () => true : validatorCompiler(route as never)),
    },
    async (request, reply) => {
      const caller = callerOf(app, request)
      if (!caller) throw new Problem('not-logged-in')
      const form = new Form(request)
      const idempotencyKey = request.headers['idempotency-key']
      const upload = { files: allFiles(app, caller, form), fields: () => form.fields(), idempotencyKey }
      const done = await lane(() => ingestFiles(app, caller, upload), credentialOf(caller))
      return answerOnce(reply.header('location', `/api/v1/reports/${done.answer.reportId}`), done)
    },
  )
}

/** Those of the form, then those that came in pieces and that the form names. */
async function* allFiles(app: App, caller: Caller, form: Form): AsyncGenerator<IncomingFile> {
  let count = 0
  for await (const file of form.files()) {
    count += 1
    yield file
  }
  const named = form.uploads()
  if (count + named.length > app.config.UPLOAD_MAX_FILES)
    throw new Problem('too-large', `One upload has at most ${app.config.UPLOAD_MAX_FILES} files`)
  yield* filesOf(app, caller, named)
}
