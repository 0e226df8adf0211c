/** Why bytes were refused. Stable: the server translates these codes, tests name them. */
export const dicomProblems = {
  'not-dicom': 'Not a DICOM data set',
  'need-more': 'The first part of the file ends inside the header',
  truncated: 'The data set ends too early',
  malformed: 'The data set breaks the encoding rules',
  'too-deep': 'Sequences are nested too deeply',
  'too-many-elements': 'Too many elements',
  'too-large': 'The image or the inflated data set is too large',
  'unsupported-transfer-syntax': 'This transfer syntax cannot be decoded',
  'no-pixels': 'The data set has no image',
  'no-such-frame': 'The image has no such frame',
  'bad-pixels': 'The pixel data cannot be decoded',
  'hostile-preamble': 'The preamble looks like another kind of file',
} as const

export type DicomProblem = keyof typeof dicomProblems

/**
 * A data set that cannot be read or shown, with a stable `code`. The message never holds a value of the data set.
 * `needed` comes with `need-more`: so many bytes from the start of the file are wanted at least.
 */
export class DicomError extends Error {
  readonly code: DicomProblem
  readonly needed: number | undefined

  constructor(code: DicomProblem, detail?: string, options?: { cause?: unknown; needed?: number }) {
    super(detail === undefined ? dicomProblems[code] : `${dicomProblems[code]}: ${detail}`, { cause: options?.cause })
    this.name = 'DicomError'
    this.code = code
    this.needed = options?.needed
  }
}
