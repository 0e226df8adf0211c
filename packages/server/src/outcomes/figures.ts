import type { ClassFigures, Interval, Risk, Subgroup } from '@firstread/contract'
import { auc, type Figure, proportion } from '@firstread/inference'
import { ageBandOf, type Judged, needsAttention, sexOf } from './judged.ts'

export type Confusion = { tp: number; tn: number; fp: number; fn: number }

export type Figures = Confusion & {
  n: number
  accuracy: number | null
  precision: number | null
  recall: number | null
  f1: number | null
  auc: number | null
  averageMs: number | null
  perClass: Record<Risk, ClassFigures>
  intervals: Record<string, Interval>
  subgroups: Subgroup[]
}

export function confusionOf(rows: readonly Judged[]): Confusion {
  const count = (truth: boolean, said: boolean) =>
    rows.filter((row) => needsAttention(row.truth) === truth && needsAttention(row.said) === said).length
  return { tp: count(true, true), tn: count(false, false), fp: count(false, true), fn: count(true, false) }
}

/** 2 TP / (2 TP + FP + FN); null when neither said nor true ever occurred. */
export function f1Of(hits: number, wrong: number): number | null {
  return hits + wrong === 0 ? null : (2 * hits) / (2 * hits + wrong)
}

/** Everything that model_metrics holds about one model, from the studies doctors have judged. */
export function figuresOf(rows: readonly Judged[]): Figures {
  const confusion = confusionOf(rows)
  const named = proportionsOf(rows)
  return {
    ...confusion,
    n: rows.length,
    accuracy: named.accuracy?.value ?? null,
    precision: named.precision?.value ?? null,
    recall: named.recall?.value ?? null,
    f1: f1Of(confusion.tp, confusion.fp + confusion.fn),
    auc: named.aucRoc?.value ?? null,
    averageMs: averageMs(rows),
    perClass: {
      low: classFigures(rows, 'low'),
      medium: classFigures(rows, 'medium'),
      high: classFigures(rows, 'high'),
    },
    intervals: intervalsOf(named),
    subgroups: [...groups(rows, 'sex', sexOf), ...groups(rows, 'age', ageBandOf)],
  }
}

/** Shares with Wilson's interval and the area with DeLong's; a figure without a denominator is left out. */
function proportionsOf(rows: readonly Judged[]) {
  const { tp, tn, fp, fn } = confusionOf(rows)
  const right = rows.filter(({ truth, said }) => truth === said).length
  const scored = rows.flatMap(({ truth, low }) =>
    low === null ? [] : [{ positive: needsAttention(truth), score: 1 - low }],
  )
  const scores = (positive: boolean) => scored.filter((row) => row.positive === positive).map((row) => row.score)
  return {
    accuracy: proportion(tp + tn, rows.length),
    precision: proportion(tp, tp + fp),
    recall: proportion(tp, tp + fn),
    specificity: proportion(tn, tn + fp),
    negativePredictiveValue: proportion(tn, tn + fn),
    exactClass: proportion(right, rows.length),
    aucRoc: auc(scores(true), scores(false)),
  }
}

const intervalsOf = (named: Record<string, Figure | undefined>): Record<string, Interval> =>
  Object.fromEntries(
    Object.entries(named).flatMap(([name, figure]) =>
      figure ? [[name, { low: figure.low, high: figure.high, n: figure.n }]] : [],
    ),
  )

function classFigures(rows: readonly Judged[], risk: Risk): ClassFigures {
  const support = rows.filter(({ truth }) => truth === risk).length
  const predicted = rows.filter(({ said }) => said === risk).length
  const hits = rows.filter(({ truth, said }) => truth === risk && said === risk).length
  return {
    precision: proportion(hits, predicted)?.value ?? null,
    recall: proportion(hits, support)?.value ?? null,
    f1Score: f1Of(hits, support + predicted - 2 * hits),
    support,
    predicted,
  }
}

function averageMs(rows: readonly Judged[]): number | null {
  const times = rows.flatMap(({ processingTimeMs }) => processingTimeMs ?? [])
  return times.length === 0 ? null : Math.round(times.reduce((sum, ms) => sum + ms, 0) / times.length)
}

function groups(rows: readonly Judged[], group: Subgroup['group'], nameOf: (row: Judged) => string): Subgroup[] {
  return [...Map.groupBy(rows, nameOf)].sort().map(([value, members]) => {
    const named = proportionsOf(members)
    return {
      group,
      value,
      n: members.length,
      accuracy: named.accuracy?.value ?? null,
      recall: named.recall?.value ?? null,
      precision: named.precision?.value ?? null,
      intervals: intervalsOf({ accuracy: named.accuracy, recall: named.recall, precision: named.precision }),
    }
  })
}
