import type { Deidentifier, DirectoryEntry } from '@firstread/dicom'
import type { App } from '../../platform/app.ts'
import type { Renderer } from '../render.ts'
import type { ExportPlan } from './plan.ts'

/** An instance on its way out: its header as it leaves, and its bytes. */
export type Leaving = { entry: Omit<DirectoryEntry, 'fileId'>; bytes: AsyncIterable<Uint8Array> }

/** What an export works with; `change` takes the patient out of headers. */
export type Tools = { app: App; render: Renderer; plan: ExportPlan; change: Deidentifier | undefined }

export async function* once(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield bytes
}
