import type { ResultRun } from './result-queries.ts'

/** Stands in every object that leaves before a doctor has signed, as text and as burned-in words. */
export const notice = 'AI result. Not for diagnosis until a doctor has signed.'

export const derivation = (model: string, version: string): string =>
  `Film in grey, reduced to at most 1024 pixels, with the evidence of ${model} ${version} (class activation) laid over it.`

/** Words below the picture. */
export function burnedIn(run: ResultRun, model: string, risk: string | null, probability: number | null): string[] {
  const says =
    risk === null ? [] : [`Risk ${risk}${probability === null ? '' : ` (probability ${probability.toFixed(2)})`}`]
  return [`Firstread ${notice}`, `Evidence map of ${model} ${run.model_version}`, ...says]
}
