import { Presets, SingleBar } from 'cli-progress'

/** A bar where a person waits; nothing where a program reads. */
export function progressBar(label: string, total: number): { advance(by: number): void; stop(): void } {
  if (!process.stderr.isTTY || total === 0) return { advance: () => undefined, stop: () => undefined }
  const bar = new SingleBar(
    { format: `${label} {bar} {value}/{total}  {eta_formatted}`, stream: process.stderr },
    Presets.shades_classic,
  )
  bar.start(total, 0)
  return { advance: (by) => bar.increment(by), stop: () => bar.stop() }
}
