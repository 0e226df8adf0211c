/**
 * What a reading is: the words and numbers that leave this package. Kept free of code, so that the server, the command line and
 * the evaluation speak of the same thing.
 */

/**
 * How an image or a study ended.
 *
 * - `read`: the model gives a risk.
 * - `abstained`: a frontal chest X-ray, but the model will not commit itself (poor image, too small, too uncertain).
 * - `out_of_scope`: not for this model (no chest, a lateral view, a CT). A refusal is an answer, never an error.
 * - `failed`: the bytes cannot be made into a picture. Final: the same bytes will fail again. (What may succeed when tried again,
 *   such as a child that died, is a rejected promise with an `InferenceError`, not an outcome.)
 */
export type Outcome = 'read' | 'abstained' | 'out_of_scope' | 'failed'

/** The seed's risk words. In version 1 of the chest model: normal is low, viral pneumonia medium, bacterial pneumonia high. */
export type RiskCategory = 'low' | 'medium' | 'high'

/** What the metadata says of a study; `undefined` means unknown. DICOM files fill the gaps from their own header, image by image. */
export type StudyContext = {
  /** (0008,0060), for instance `DX` */
  modality?: string | undefined
  /** (0018,0015), for instance `CHEST` */
  bodyPart?: string | undefined
  /** (0018,5101), for instance `AP`, `PA`, `LL` */
  viewPosition?: string | undefined
  /** at the time of the study */
  patientAgeYears?: number | undefined
  /** (0008,0070) and (0008,1090), only to say that the device is unknown */
  device?: string | undefined
  /** (0020,0020), direction of the rows and of the columns, for instance `['L', 'F']` */
  patientOrientation?: readonly string[] | undefined
}

export type ImageInput = {
  /** The caller's own name for the image; comes back unchanged. */
  imageId: string
  /** A DICOM, JPEG or PNG file. The content decides which; names and media types are not asked. */
  bytes: Uint8Array
}

/** A stable code for programs and a plain sentence for people. */
export type Remark = { code: string; explanation: string }

/** Calibrated probabilities; they sum to 1. Of what, and in which population, says the model card. */
export type Probabilities = { low: number; medium: number; high: number }

/** One entry of the seed's `abnormalities`. */
export type Abnormality = {
  /** a pattern in the model's own words, for instance "focal consolidation pattern" */
  type: string
  /** words of anatomy, left and right as the patient's: "right lower zone" */
  location: string
  /** how much of the lung fields the evidence covers, not how ill the child is */
  severity: 'mild' | 'moderate' | 'severe'
  /** 0 to 1: the class's calibrated probability, scaled down for a lesser place */
  confidence: number
}

/** The seed's `features`, each 0 to 1 and measured on the image itself (see `features.ts`). */
export type Features = { edge_sharpness: number; contrast_level: number; texture_uniformity: number }

/** The seed's findings object, stored as it is. */
export type Findings = { abnormalities: Abnormality[]; features: Features }

/** 0 (useless) to 1 (nothing to remark), with a reason for each tenth that is missing. */
export type Quality = { score: number; reasons: Remark[] }

/** A PNG to lay over the image: indexed colours with transparency, same geometry, long side at most 1024 pixels. */
export type Attention = { png: Uint8Array; width: number; height: number }

/** One thing done to the pixels on the way to the network, with its parameters; the list reproduces the input. */
export type PreprocessingStep = { step: string; [parameter: string]: string | number | boolean | null }

/** Milliseconds, wall clock, inside the reader's child. */
export type Timings = { decodeMs: number; preprocessMs: number; inferMs: number; totalMs: number }

/** What was found out about one image, whatever the outcome. */
export type ImageReading = {
  imageId: string
  outcome: Outcome
  /** Stable code of why it was not read; absent when it was. */
  reason?: string
  /** One or two plain sentences. */
  explanation: string
  quality: Quality
  /** What lies outside the intended use without forbidding a reading: age unknown, adult, view unknown… */
  flags: Remark[]
  probabilities?: Probabilities
  riskCategory?: RiskCategory
  /** The calibrated probability of `riskCategory`. */
  riskProbability?: number
  /** How far from the line between needing attention and not: 0.5 on the line, 1 certain (docs/model-package.md, `abstain`). */
  confidence?: number
  findings: Findings
  attention?: Attention
  recommendations: string[]
  preprocessing: PreprocessingStep[]
  timings: Timings
  /** Size of the decoded image, before any scaling; 0 when it could not be decoded. */
  width: number
  height: number
}

/** Several images: the worst credible one decides, and each keeps its own result. */
export type StudyReading = Omit<ImageReading, 'imageId'> & {
  /** The image whose fields stand here; absent when the study has no image at all. */
  decidingImageId?: string
  images: ImageReading[]
  modelName: string
  modelVersion: string
  modelSha256: string
  /** Whole milliseconds from the request to the answer, waiting included. */
  processingTimeMs: number
}

/** Options of `Reader.render` and `Pixels.render`. */
export type RenderOptions = {
  /** 0-based; the first when absent */
  frame?: number
  /** Longest side of the result in pixels; never enlarges. */
  maxSide?: number
  /** In modality values (HU for CT), PS3.3 C.11.2; LINEAR when no shape is given. Without it the file's own window holds. */
  window?: { center: number; width: number; shape?: 'LINEAR' | 'LINEAR_EXACT' | 'SIGMOID' }
  /** The part to show, in pixels of the image, cut at its edges. A negative width or height shows it mirrored (PS3.18 8.3.5.1.3). */
  region?: { left: number; top: number; width: number; height: number }
  /** Fits what is shown into this many pixels, enlarging where it is smaller. */
  viewport?: { width: number; height: number }
  /** 1 to 100, JPEG only; 90 by default */
  quality?: number
  format: 'png' | 'jpeg'
}

export type Rendered = { bytes: Uint8Array; width: number; height: number }
