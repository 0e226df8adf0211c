/** Pixels in, calibrated probabilities and evidence out. */

export { InferenceError, type InferenceErrorCode, inferenceProblems } from './errors.ts'
export type { Evaluation } from './evaluate/evaluation.ts'
export { type EvaluateOptions, evaluateFolder } from './evaluate/folder.ts'
export { evaluateFolds, type FoldOptions } from './evaluate/folds.ts'
export { type ReportFile, reportFiles } from './evaluate/report.ts'
export { auc, type Figure, proportion, type RocPoint, reliability, rocCurve } from './evaluate/statistics.ts'
export { loadModelPackage, type ModelPackage } from './model/load.ts'
export type { Manifest } from './model/manifest.ts'
export type { Bytes, PixelInput } from './pixels/link.ts'
export { openPixels, type Pixels, type PixelsOptions } from './pixels/pool.ts'
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
