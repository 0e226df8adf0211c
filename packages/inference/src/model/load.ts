import { createHash } from 'node:crypto'
import { readFile, stat } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { InferenceError } from '../errors.ts'
import { type Manifest, manifestSchema } from './manifest.ts'
import { type OnnxFile, readOnnxFile } from './onnx-file.ts'
import { checkShapes } from './shapes.ts'

/** A model that may be used: description and network belong together, and the network keeps to itself. */
export type ModelPackage = {
  dir: string
  manifest: Manifest
  network: OnnxFile
}

/** With the bytes that were checked, so that nobody needs to open the file a second time. */
export type LoadedModel = ModelPackage & { bytes: Uint8Array }

const MAX_MANIFEST_BYTES = 1024 * 1024
const MAX_NETWORK_BYTES = 512 * 1024 * 1024

async function readLimited(path: string, limit: number): Promise<Uint8Array> {
  const size = await stat(path).then(
    (found) => (found.isFile() ? found.size : undefined),
    () => undefined,
  )
  if (size === undefined) throw new InferenceError('model-missing')
  if (size > limit) throw new InferenceError('model-invalid', `more than ${limit} bytes`)
  return readFile(path)
}

/** The field where a manifest goes wrong, for the person who writes it. */
function parseManifest(bytes: Uint8Array): Manifest {
  let json: unknown
  try {
    json = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes))
  } catch (cause) {
    throw new InferenceError('model-invalid', 'model.json is not JSON', { cause })
  }
  const result = manifestSchema.safeParse(json)
  if (result.success) return result.data
  const issue = result.error.issues[0]
  throw new InferenceError('model-invalid', `model.json, ${issue?.path.join('.')}: ${issue?.message}`)
}

function checkClasses({ classes, risk, gate, quality }: Manifest): void {
  const missing = classes.find((name) => risk[name] === undefined)
  if (missing !== undefined) throw new InferenceError('model-invalid', `model.json gives class ${missing} no risk`)
  if (gate && !gate.classes.includes(gate.accept))
    throw new InferenceError('model-invalid', 'model.json accepts a gate class that it does not have')
  const unknown = Object.keys(quality?.thresholds ?? {}).find((name) => !quality?.classes.includes(name))
  if (unknown !== undefined)
    throw new InferenceError('model-invalid', `model.json has a threshold for the unknown quality class ${unknown}`)
}

/**
 * Reads and checks a model package, network bytes included.
 *
 * @param expectedSha256  when given, the network must be this one, whatever model.json says by now: a package that was replaced on
 *                        disk after it was chosen is found out here
 * @throws InferenceError `model-missing`, `model-invalid`, `model-hash`, `model-external-data`, `model-custom-operator`, `model-shape`
 */
export async function readModel(dir: string, expectedSha256?: string): Promise<LoadedModel> {
  const manifest = parseManifest(await readLimited(join(dir, 'model.json'), MAX_MANIFEST_BYTES))
  checkClasses(manifest)
  const bytes = await readLimited(join(dir, manifest.file), MAX_NETWORK_BYTES)
  const sha256 = createHash('sha256').update(bytes).digest('hex')
  if (bytes.length !== manifest.bytes || sha256 !== manifest.sha256) throw new InferenceError('model-hash')
  if (expectedSha256 !== undefined && sha256 !== expectedSha256)
    throw new InferenceError('model-hash', 'the package was replaced')
  const network = readOnnxFile(bytes)
  checkShapes(manifest, network)
  return { dir: resolve(dir), manifest, network, bytes }
}

/** Checks a model package without running it. Throws as `readModel` does. */
export async function loadModelPackage(dir: string): Promise<ModelPackage> {
  const { bytes: _, ...rest } = await readModel(dir)
  return rest
}
