import type { JobName, Jobs } from '@firstread/database'
import type { App, WorkerApp } from './app.ts'
import type { DimseServices } from './dimse.ts'
import type { Server } from './http/server.ts'

/** What a slice gives to the program: its routes and its jobs. Everything else stays inside. */
export type Slice = {
  name: string
  routes?: (server: Server, app: App) => void | Promise<void>
  /** Its part of DICOMweb (PS3.18), under /dicom-web. Not in the OpenAPI file: the standard describes it. */
  dicomweb?: (server: Server, app: App) => void | Promise<void>
  /** What it does for DICOM over TCP (PS3.7): each service belongs to one slice. */
  dimse?: (app: App) => DimseServices
  jobs?: { [N in JobName]?: JobHandler<N> }
}

/** A job may run twice: it first asks whether its work is still wanted, then does one thing. */
export type JobHandler<N extends JobName> = (app: WorkerApp, payload: Jobs[N], run: JobRun) => Promise<void>
export type JobRun = {
  /** 1 for the first try. */
  attempt: number
  maxAttempts: number
  /** Ends when the worker is told to stop. */
  signal: AbortSignal
}
