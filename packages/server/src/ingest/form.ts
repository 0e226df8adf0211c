import { type NamedUpload, namedUploads, Problem, type UploadFields, uploadFields } from '@firstread/contract'
import type { FastifyRequest } from 'fastify'
import type { Config } from '../platform/config.ts'
import type { IncomingFile } from './arrival.ts'

/** Fields beside the files; there are six names, each once. */
const maxFields = 16
/** bytes of one field */
const maxField = 64 * 1024

/** The limits of one form. A file's own size is judged while it streams, so that it can be named. */
export const formLimits = (config: Pick<Config, 'UPLOAD_MAX_FILES'>) => ({
  files: config.UPLOAD_MAX_FILES,
  fields: maxFields,
  parts: config.UPLOAD_MAX_FILES + maxFields,
  fieldSize: maxField,
  fieldNameSize: 100,
  headerPairs: 20,
  fileSize: Number.MAX_SAFE_INTEGER,
})

const fileFields = new Set(['images', 'images[]'])

/** A multipart form, read as it comes. Files are handed on one after the other; fields are known once all have passed. */
export class Form {
  readonly #request: FastifyRequest
  readonly #silenceMs: number
  readonly #raw = new Map<string, string>()
  readonly #wrong: { item: string; code: string; detail: string }[] = []

  /** A sender who says nothing for `silenceMs` has gone; the place belongs to somebody else (security.md 8). */
  constructor(request: FastifyRequest, silenceMs = 60_000) {
    this.#request = request
    this.#silenceMs = silenceMs
  }

  /** @throws Problem  wrong-media-type, malformed-body, too-large */
  async *files(): AsyncGenerator<IncomingFile> {
    if (!this.#request.isMultipart()) throw new Problem('wrong-media-type', 'Send multipart/form-data')
    const { raw } = this.#request
    const giveUp = () => raw.destroy(new Error('the sender went silent'))
    raw.setTimeout(this.#silenceMs, giveUp)
    try {
      for await (const part of this.#request.parts()) {
        if (part.type === 'field') this.#keep(part.fieldname, part.value, part.valueTruncated)
        else if (fileFields.has(part.fieldname)) yield { name: part.filename, bytes: whole(part.file) }
        else {
          this.#refuse(part.fieldname, 'A file is sent under the name images')
          part.file.resume()
        }
      }
    } catch (error) {
      // Whatever is still on the wire has to be taken off it before an answer can be read.
      raw.unpipe().resume()
      throw toProblem(error)
    } finally {
      raw.setTimeout(0)
      raw.off('timeout', giveUp)
    }
  }

  /** Files that came in pieces before. @throws Problem  invalid-request */
  uploads(): NamedUpload[] {
    const raw = this.#raw.get('uploads')
    if (raw === undefined) return []
    const parsed = namedUploads.safeParse(jsonOf(raw))
    if (parsed.success) return parsed.data
    const errors = [{ item: 'uploads', code: 'invalid', detail: 'A JSON array of {uploadId, name?}' }]
    throw new Problem('invalid-request', 'uploads: a JSON array of {uploadId, name?}', { errors })
  }

  /** How the files came is no part of what was sent. @throws Problem  invalid-request, naming each field */
  fields(): UploadFields {
    const parsed = uploadFields.safeParse(Object.fromEntries(this.#raw))
    const errors = [
      ...this.#wrong,
      ...(parsed.error?.issues ?? []).map(({ path, message, code }) => ({
        item: path.join('.') || 'form',
        code: code === 'unrecognized_keys' ? 'unknown-field' : 'invalid',
        detail: message,
      })),
    ]
    if (errors.length === 0 && parsed.data) {
      const { uploads: _, ...fields } = parsed.data
      return fields
    }
    throw new Problem('invalid-request', errors.map(({ item, detail }) => `${item}: ${detail}`).join('; '), { errors })
  }

  #keep(name: string, value: unknown, isCut: boolean): void {
    if (isCut) this.#refuse(name, 'The field is too long')
    else if (this.#raw.has(name)) this.#refuse(name, 'The field comes twice')
    else this.#raw.set(name, typeof value === 'string' ? value : JSON.stringify(value))
  }

  #refuse(item: string, detail: string): void {
    this.#wrong.push({ item: item.slice(0, 100), code: 'invalid', detail })
  }
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

/** A file that ends because the connection or the form did is not a shorter file. */
async function* whole(file: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  try {
    yield* file
  } catch (cause) {
    throw new Problem('malformed-body', 'The form ends inside a file', { cause })
  }
}

const limits = new Set(['FST_PARTS_LIMIT', 'FST_FILES_LIMIT', 'FST_FIELDS_LIMIT'])

function toProblem(cause: unknown): Problem {
  if (cause instanceof Problem) return cause
  const code = (cause as { code?: string }).code ?? ''
  if (limits.has(code)) return new Problem('too-large', 'Too many files or fields in one form', { cause })
  return new Problem('malformed-body', 'The form cannot be read', { cause })
}
