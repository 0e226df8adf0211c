import type { Manifest } from '../model/manifest.ts'
import type { Outcome } from '../reading.ts'
import { categories, type Metrics, metricsOf } from './metrics.ts'
import { asForced, asRead, type Row } from './rows.ts'
import { type Figure, proportion } from './statistics.ts'

export type Speed = {
  /** milliseconds an image in the child, waiting included */
  medianMs: number
  p95Ms: number
  medianInferMs: number
  imagesPerSecond: number
  /** processes × threads that read */
  readers: number
  threads: number
}

export type NotRead = { outcome: Outcome; reason: string; low: number; medium: number; high: number }

export type Evaluation = {
  model: { name: string; version: string; sha256: string }
  /** the networks that really read, when they are not the model's own (folds) */
  networks?: { file: string; sha256: string }[]
  /** labelled images that were in no fold and were left out */
  withoutFold?: number
  /** words of the model for low, medium and high */
  classes: Record<'low' | 'medium' | 'high', string>
  images: number
  read?: Figure | undefined
  abstained?: Figure | undefined
  outOfScope?: Figure | undefined
  failed?: Figure | undefined
  notRead: NotRead[]
  /** as in production: images that were read */
  metrics: Metrics
  /** every image with probabilities decided, abstentions included */
  forced: Metrics
  speed: Speed
  createdAt: string
}

export type Run = { rows: Row[]; seconds: number; readers: number; threads: number }

function quantile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b)
  return sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? 0
}

const rounded = (value: number) => Math.round(value * 100) / 100

function speedOf({ rows, seconds, readers, threads }: Run): Speed {
  const times = rows.map(({ ms }) => ms)
  return {
    medianMs: rounded(quantile(times, 0.5)),
    p95Ms: rounded(quantile(times, 0.95)),
    medianInferMs: rounded(
      quantile(
        rows.filter(({ inferMs }) => inferMs > 0).map(({ inferMs }) => inferMs),
        0.5,
      ),
    ),
    imagesPerSecond: rounded(rows.length / seconds),
    readers,
    threads,
  }
}

/** Why images were not read, by truth: a model must not hide its misses among its refusals. */
function notReadOf(rows: readonly Row[]): NotRead[] {
  const groups = Map.groupBy(
    rows.filter(({ outcome }) => outcome !== 'read'),
    ({ outcome, reason }) => `${outcome} ${reason ?? ''}`,
  )
  return [...groups.values()].map((group) => {
    const of = (truth: string) => group.filter((row) => row.truth === truth).length
    return {
      outcome: group[0]?.outcome ?? 'failed',
      reason: group[0]?.reason ?? '',
      low: of('low'),
      medium: of('medium'),
      high: of('high'),
    }
  })
}

const wordsFor = ({ classes, risk }: Manifest, category: string) =>
  classes.filter((name) => risk[name] === category).join(' or ')

/** Puts a run's figures together. */
export function evaluationOf(manifest: Manifest, run: Run): Evaluation {
  const { rows } = run
  const share = (outcome: Outcome) => proportion(rows.filter((row) => row.outcome === outcome).length, rows.length)
  const [low, medium, high] = categories.map((category) => wordsFor(manifest, category)) as [string, string, string]
  return {
    model: { name: manifest.name, version: manifest.version, sha256: manifest.sha256 },
    classes: { low, medium, high },
    images: rows.length,
    read: share('read'),
    abstained: share('abstained'),
    outOfScope: share('out_of_scope'),
    failed: share('failed'),
    notRead: notReadOf(rows),
    metrics: metricsOf(asRead(rows)),
    forced: metricsOf(asForced(rows, manifest)),
    speed: speedOf(run),
    createdAt: new Date().toISOString(),
  }
}
