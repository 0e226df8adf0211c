/** Every code this package throws, and what it means. Refusing an image is an outcome, not one of these. */
export const inferenceProblems = {
  'model-missing': 'The model package has no model.json, or the file that it names is not there.',
  'model-hash': 'The model file is not the one that model.json describes.',
  'model-invalid': 'model.json or the network file cannot be used.',
  'model-shape': 'The network has other inputs or outputs than model.json says.',
  'model-external-data': 'The network refers to data outside its file.',
  'model-custom-operator': 'The network uses operators outside the ONNX standard.',
  'unreadable-image': 'The bytes cannot be made into a picture.',
  'unsupported-type': 'The bytes are no DICOM, JPEG or PNG file.',
  'no-pixels': 'The file holds no picture.',
  'unsupported-encoding': 'The picture is encoded in a way this system does not decode.',
  'not-finite': 'The picture or its reading holds values that are no numbers.',
  'too-large': 'The picture has more pixels than this system decodes.',
  'no-such-frame': 'The picture has no frame of that number.',
  'child-died': 'The reading process ended unexpectedly.',
  'start-failed': 'The reading process did not start.',
  timeout: 'The reading took longer than allowed.',
  memory: 'The reading used more memory than allowed.',
  'bad-labels': 'The table of labels cannot be used.',
  closed: 'The reader is closed.',
  internal: 'The reading process met a bug.',
} as const

export type InferenceErrorCode = keyof typeof inferenceProblems

/** A failure of this package. The message holds no patient data: pictures and header values never enter it. */
export class InferenceError extends Error {
  override readonly name = 'InferenceError'
  readonly code: InferenceErrorCode
  /** What the code leaves open: a size, a field of model.json. */
  readonly detail: string | undefined

  constructor(code: InferenceErrorCode, detail?: string, options?: { cause?: unknown }) {
    super(detail === undefined ? inferenceProblems[code] : `${inferenceProblems[code]} (${detail})`, options)
    this.code = code
    this.detail = detail
  }
}
