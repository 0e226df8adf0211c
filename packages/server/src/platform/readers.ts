import { type Reader, startReader } from '@firstread/inference'
import type { Config } from './config.ts'

/**
 * The children that touch foreign pixels (security.md 4): one per model folder, started when first needed, kept warm.
 * Rendering needs no decision, but the same sandbox.
 */
export type Readers = {
  of(modelDir: string): Promise<Reader>
  /** Ends the child of a folder, so that the next caller starts one with what lies there by then. */
  forget(modelDir: string): Promise<void>
  close(): Promise<void>
}

export function openReaders(config: Pick<Config, 'ANALYSIS_MEMORY_MB' | 'ANALYSIS_TIMEOUT_MS'>): Readers {
  const started = new Map<string, Promise<Reader>>()
  const start = (modelDir: string) =>
    startReader({ modelDir, memoryLimitMiB: config.ANALYSIS_MEMORY_MB, timeoutMs: config.ANALYSIS_TIMEOUT_MS })
  return {
    of(modelDir) {
      const reader = started.get(modelDir) ?? start(modelDir)
      started.set(modelDir, reader)
      // A start that failed (a changed model file, say) is tried again by the next caller.
      reader.catch(() => started.delete(modelDir))
      return reader
    },
    async forget(modelDir) {
      const reader = started.get(modelDir)
      started.delete(modelDir)
      await reader?.then((open) => open.close()).catch(() => undefined) // it never started
    },
    async close() {
      const readers = await Promise.allSettled(started.values())
      started.clear()
      await Promise.all(readers.map((reader) => (reader.status === 'fulfilled' ? reader.value.close() : undefined)))
    },
  }
}
