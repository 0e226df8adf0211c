import type { InferenceErrorCode } from '../errors.ts'
import type { AnalyzeOptions } from '../pipeline.ts'
import type { RenderOptions } from '../reading.ts'
import type { StudyInput } from './reader.ts'

/** First of all: which model, and which exactly. */
export type Open = { type: 'open'; dir: string; sha256: string; threads: number }

/** What can be asked of the child. */
export type Request =
  | { type: 'analyze'; study: StudyInput; options: AnalyzeOptions }
  | { type: 'render'; bytes: Uint8Array; options: RenderOptions }

export type ToChild = Open | (Request & { id: number })

/** An `InferenceError` on its way between processes. */
export type Trouble = { code: InferenceErrorCode; detail: string | undefined }

export type FromChild =
  | { type: 'ready'; networkRemoved: boolean }
  | { type: 'refused'; trouble: Trouble }
  | { type: 'done'; id: number; result: unknown }
  | { type: 'failed'; id: number; trouble: Trouble }
