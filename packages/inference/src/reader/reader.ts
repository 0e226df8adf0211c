import type { Manifest } from '../model/manifest.ts'
import type { ImageInput, Rendered, RenderOptions, StudyContext, StudyReading } from '../reading.ts'

export type ReaderOptions = {
  /** Folder with model.json and the network. */
  modelDir: string
  /** Resident memory of the child at which it is killed; 1536 by default. */
  memoryLimitMiB?: number
  /** Wall time of one request in the child after which it is killed; 60,000 by default. */
  timeoutMs?: number
  /** Threads of the network; 1 by default (two processes of one thread read more than one of two). */
  threads?: number
  /** Requests handed to the child at once, so that one is decoded while another is in the network; 3 by default. */
  prefetch?: number
}

export type StudyInput = { images: ImageInput[]; context: StudyContext }

/** How far the child is locked away; for logs and for `firstread doctor`. */
export type ReaderStatus = {
  /** `undefined` while a new child starts */
  pid: number | undefined
  /** false where this system does not let us take the network away from a process */
  networkRemoved: boolean
  restarts: number
  residentMiB: number | undefined
}

/** A model at work in a process of its own. */
export type Reader = {
  readonly manifest: Manifest
  readonly pid: number | undefined
  /**
   * Reads one study. Resolves for every outcome, refusals included.
   *
   * @throws InferenceError `child-died`, `timeout`, `memory` (this request killed the child; a new one is started), `closed`
   */
  analyze(study: StudyInput, options?: { attention?: boolean }): Promise<StudyReading>
  /** Makes a picture for people. @throws InferenceError additionally `unreadable-image`, `unsupported-type`, `too-large`, `no-such-frame` */
  render(bytes: Uint8Array, options: RenderOptions): Promise<Rendered>
  status(): ReaderStatus
  /** Ends the child; requests in hand are rejected with `closed`. */
  close(): Promise<void>
}
