/** Pixels in, calibrated probabilities and evidence out. */

export { InferenceError, type InferenceErrorCode, inferenceProblems } from './errors.ts'
export { loadModelPackage, type ModelPackage } from './model/load.ts'
export type { Manifest } from './model/manifest.ts'
export type { Reader, ReaderOptions, ReaderStatus, StudyInput } from './reader/reader.ts'
export { startReader } from './reader/start.ts'
export type {
  Abnormality,
  Attention,
  Features,
  Findings,
  ImageInput,
  ImageReading,
  Outcome,
  PreprocessingStep,
  Probabilities,
  Quality,
  Remark,
  Rendered,
  RenderOptions,
  RiskCategory,
  StudyContext,
  StudyReading,
  Timings,
} from './reading.ts'
