import { readModel } from '../model/load.ts'
import type { Reader, ReaderOptions } from './reader.ts'

/** Starts a child process that reads with the given model. */
export async function startReader(options: ReaderOptions): Promise<Reader> {
  await readModel(options.modelDir)
  throw new Error('not there yet')
}
