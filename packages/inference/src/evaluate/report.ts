import type { Evaluation } from './evaluation.ts'
import type { Binary, Metrics } from './metrics.ts'
import { plot } from './plot.ts'
import type { Figure } from './statistics.ts'

export type ReportFile = { name: string; text: string }

const percent = (value: number) => `${(value * 100).toFixed(1)} %`
const share = (figure: Figure | undefined) =>
  figure === undefined ? '–' : `${percent(figure.value)} (${percent(figure.low)} – ${percent(figure.high)})`
const number = (figure: Figure | undefined) =>
  figure === undefined ? '–' : `${figure.value.toFixed(4)} (${figure.low.toFixed(4)} – ${figure.high.toFixed(4)})`

type Cells = readonly (string | number)[]
const table = (head: Cells, rows: readonly Cells[]) =>
  [head, head.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n')

function confusion({ confusion: counts }: Metrics, { low, medium, high }: Evaluation['classes']): string {
  const names = [`low (${low})`, `medium (${medium})`, `high (${high})`]
  return table(
    ['truth ↓, said →', ...names],
    counts.map((row, i) => [names[i] ?? '', ...row]),
  )
}

const questionRow = (
  name: string,
  { positives, negatives, sensitivity, specificity, ppv, npv, f1, auc }: Binary,
): Cells => [
  name,
  `${positives} / ${negatives}`,
  number(auc),
  share(sensitivity),
  share(specificity),
  share(ppv),
  share(npv),
  number(f1),
]

function questions(metrics: Metrics, { low, medium, high }: Evaluation['classes']): string {
  const { perClass } = metrics
  return table(
    ['question', 'yes / no', 'AUC', 'sensitivity', 'specificity', 'PPV', 'NPV', 'F1'],
    [
      questionRow(`needs attention (${medium} or ${high} against ${low})`, metrics.needsAttention),
      questionRow(`${high} against ${medium}`, metrics.highAgainstMedium),
      questionRow(`${low} against the rest`, perClass.low),
      questionRow(`${medium} against the rest`, perClass.medium),
      questionRow(`${high} against the rest`, perClass.high),
    ],
  )
}

function section(metrics: Metrics, classes: Evaluation['classes']): string {
  const { accuracy, balancedAccuracy, macroF1, calibration } = metrics
  return [
    `${metrics.n} images. Accuracy ${share(accuracy)}, balanced accuracy ${share(balancedAccuracy)}, mean F1 ${number(macroF1)}.`,
    `Expected calibration error ${number(calibration.ece)} over three classes (15 bins), ${number(calibration.eceNeedsAttention)} for needing attention.`,
    confusion(metrics, classes),
    questions(metrics, classes),
  ].join('\n\n')
}

function notRead({ notRead: groups, classes }: Evaluation): string {
  if (groups.length === 0) return 'Every image was read.'
  return table(
    ['outcome', 'reason', classes.low, classes.medium, classes.high],
    groups.map(({ outcome, reason, low, medium, high }) => [outcome, reason, low, medium, high]),
  )
}

const rocSeries = (name: string, colour: string, { roc }: Binary) => ({
  name,
  colour,
  points: roc.map(({ falsePositives: x, truePositives: y }) => ({ x, y })),
})

function roc({ forced, classes }: Evaluation): string {
  return plot('ROC curves', '1 − specificity', 'sensitivity', [
    rocSeries('needs attention', '#b3261e', forced.needsAttention),
    rocSeries(`${classes.high} against ${classes.medium}`, '#1f5fa8', forced.highAgainstMedium),
  ])
}

function calibrationPlot({ forced }: Evaluation): string {
  const { bins, binsNeedsAttention } = forced.calibration
  const points = (all: typeof bins) => all.map(({ claimed: x, true: y }) => ({ x, y }))
  return plot('Reliability', 'claimed probability', 'share that came true', [
    { name: 'likeliest of three classes', colour: '#1f5fa8', points: points(bins), dots: true },
    { name: 'needs attention', colour: '#b3261e', points: points(binsNeedsAttention), dots: true },
  ])
}

function networks({ networks: used, withoutFold }: Evaluation): string[] {
  if (used === undefined) return []
  const list = used.map(({ file, sha256 }) => `\`${file}\` ${sha256.slice(0, 12)}…`).join(', ')
  const left = withoutFold === undefined ? '' : ` ${withoutFold} labelled images are in no fold and were left out.`
  return [`Cross-validation: each image was read by a network that was not trained on its group (${list}).${left}`]
}

function speed({ speed: { medianMs, p95Ms, medianInferMs, imagesPerSecond, readers, threads } }: Evaluation): string {
  const who = `${readers} reading process${readers === 1 ? '' : 'es'}, ${threads} thread${threads === 1 ? '' : 's'} each`
  return `${imagesPerSecond} images a second (${who}); an image took ${medianMs} ms (median, with others in hand; 95th percentile ${p95Ms} ms), the network ${medianInferMs} ms of them.`
}

function markdown(evaluation: Evaluation, command: string | undefined): string {
  const { model, images, read, abstained, outOfScope, failed, metrics, forced, classes, createdAt } = evaluation
  return [
    `# Evaluation of ${model.name} ${model.version}`,
    `Network ${model.sha256}. ${images} labelled images, ${createdAt.slice(0, 10)}. Figures have 95 % intervals: Wilson for proportions, DeLong for AUC, a seeded bootstrap over images for F1, balanced accuracy and calibration. Several images of one patient count as several, so the intervals are a little narrow.`,
    ...networks(evaluation),
    ...(command === undefined ? [] : [`Made by\n\n    ${command}`]),
    '## What became of the images',
    `Read ${share(read)}; abstained ${share(abstained)}; out of scope ${share(outOfScope)}; failed ${share(failed)}.`,
    notRead(evaluation),
    '## As in production: images that were read',
    section(metrics, classes),
    '## Without abstaining: every image that reached the network',
    section(forced, classes),
    '![ROC curves](roc.svg) ![Reliability](reliability.svg)',
    '## Speed',
    speed(evaluation),
    '',
  ].join('\n\n')
}

/** An evaluation for programs (JSON) and for people (Markdown with plots). @param command  the line that makes it, to be shown */
export function reportFiles(evaluation: Evaluation, command?: string): ReportFile[] {
  const { rows: _, ...figures } = evaluation as Evaluation & { rows?: unknown }
  return [
    { name: 'evaluation.json', text: `${JSON.stringify(figures, null, 2)}\n` },
    { name: 'evaluation.md', text: markdown(evaluation, command) },
    { name: 'roc.svg', text: roc(evaluation) },
    { name: 'reliability.svg', text: calibrationPlot(evaluation) },
  ]
}
