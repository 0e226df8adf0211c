/**
 * Everything of the table in aims.ts, and the page docs/performance-dicom.md:
 *
 *     node bench/dicom/run-all.ts --dir SCRATCH --prepare     writes the targets, fills 20,000 studies into three servers
 *     node bench/dicom/run-all.ts --dir SCRATCH               measures, under twenty minutes on two cores
 *     … [--parts stow,wado] [--only REGEXP] [--rounds 3] [--scale 1] [--page FILE]; with --prepare: [--fill firstread20k], after new migrations
 *
 * Debian's orthanc, orthanc-dicomweb, orthanc-gdcm, orthanc-postgresql and dcmtk have to be there, and for the PostgreSQL
 * index a cluster of its own (`worklist/pg.sh` of the shared benchmarks) whose folder --pg names.
 */
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { loadavg } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import type { Part } from './aims.ts'
import { writePage } from './page.ts'
import { type Case, measureOf, openTarget, type Rec, type Target } from './shared.ts'
import { type Names, writeTargets } from './targets.ts'

const { values } = parseArgs({
  options: {
    dir: { type: 'string', default: 'scratch/run-all' },
    pg: { type: 'string', default: '' },
    parts: { type: 'string', default: 'stow,cstore,wado,rendered,cold,queries,many,kills' },
    only: { type: 'string', default: '' },
    rounds: { type: 'string', default: '3' },
    scale: { type: 'string', default: '1' },
    page: { type: 'string', default: 'docs/performance-dicom.md' },
    prepare: { type: 'boolean', default: false },
    fill: { type: 'string', default: 'sqlite20k,postgres20k,firstread20k' },
  },
})
const { dir } = values
const [rounds, scale] = [Number(values.rounds), Number(values.scale)]
const studies = 20_000
const seed0 = 7

/** What a part measures, on whom, and whether it begins with empty stores. */
type PartOf = {
  cases(): Promise<Case[]>
  on: Names[]
  rounds: number
  isKept?: boolean
  /** Share of a round that each server gets before, uncounted: programs that compile as they run are slow at first. */
  warm?: number
}
const parts: Record<Part, PartOf> = {
  stow: {
    cases: () => of('stow', /cxr x1 c4|sc x1 c1$|sc x1 c16|sc x50 c4/),
    on: ['sqlite', 'tuned', 'postgres', 'firstread'],
    rounds,
    warm: 0.5,
  },
  cstore: {
    cases: () => of('cstore', /sc 500 files 1 assoc nodelay=1/),
    on: ['tuned', 'sqlite', 'firstread'],
    rounds: 2,
    warm: 0.1,
  },
  wado: {
    cases: () => of('wado', /instance cxr.*c1|instance ct.*c1|series metadata.*c1/),
    on: ['sqlite', 'postgres', 'firstread'],
    rounds,
    warm: 0.5,
  },
  rendered: {
    cases: async () => (await import('./rendered.ts')).cases(),
    on: ['sqlite', 'postgres', 'firstread'],
    rounds: 2,
  },
  cold: { cases: () => of('cold', /./), on: ['sqlite', 'firstread'], rounds: 3 },
  queries: {
    cases: () => of('qido', /./),
    on: ['sqlite20k', 'postgres20k', 'firstread20k'],
    rounds: 2,
    isKept: true,
    // A case is 63 requests whatever its scale, and Node compiles what it has run some hundred times.
    warm: 1,
  },
  many: {
    cases: () => of('wado', /instance ct.*c1/),
    on: ['sqlite20k', 'postgres20k', 'firstread20k'],
    rounds,
    isKept: true,
    warm: 0.5,
  },
  kills: { cases: async () => (await import('./kills.ts')).cases(), on: ['firstread'], rounds: 1 },
}

const of = async (measure: string, wanted: RegExp) =>
  (await measureOf(measure)).cases().filter(({ name }) => wanted.test(name))

/** The same time for each: a search is asked for so long, or 400 times. */
const warmMs = 1500

type Figures = Record<string, { better: string; of: Record<string, number[]>; otherLoad: number[] }>
const figures: Figures = existsSync(join(dir, 'figures.json'))
  ? JSON.parse(readFileSync(join(dir, 'figures.json'), 'utf8'))
  : {}

/** What this run has measured: the figures of an earlier one go when theirs come. */
const renewed = new Set<string>()

const recorder =
  (part: Part, target: string, otherLoad: () => number): Rec =>
  (metric, value, better) => {
    const key = `${part}: ${metric}`
    const figure = (renewed.has(key) ? figures[key] : undefined) ?? { better, of: {}, otherLoad: [] }
    figures[key] = figure
    renewed.add(key)
    figure.of[target] = [...(figure.of[target] ?? []), value]
    figure.otherLoad.push(otherLoad())
    console.error(`  ${target}: ${metric} = ${Number(value.toFixed(2))}`)
  }

const unheard: Rec = () => undefined

/** Cores that others used: everything that was busy, without us and the server. */
function watchLoad(target: Target): () => number {
  const busy = () => {
    const fields = (readFileSync('/proc/stat', 'latin1').split('\n')[0] ?? '').trim().split(/\s+/).slice(1).map(Number)
    return fields.reduce((sum, ticks, i) => sum + (i === 3 || i === 4 || i > 7 ? 0 : ticks), 0) / 100
  }
  const ours = () => process.cpuUsage().user / 1e6 + process.cpuUsage().system / 1e6
  const [from, before, own, theirs] = [performance.now(), busy(), ours(), target.cpu()]
  return () =>
    Math.max(0, (busy() - before - (ours() - own) - (target.cpu() - theirs)) / ((performance.now() - from) / 1000))
}

async function runPart(part: Part, files: Record<Names, string>): Promise<void> {
  const { cases, on, rounds: times, isKept = false, warm = 0 } = parts[part]
  const targets = await Promise.all(on.map((name) => openTarget(files[name])))
  try {
    for (const target of targets) {
      if (!isKept) await target.reset()
      await target.start()
    }
    const measure = part === 'wado' || part === 'many' ? await measureOf('wado') : undefined
    for (const target of targets) await measure?.prepare?.(target, { seed: seed0 })
    for (const [i, one] of (await cases()).entries()) {
      if (!new RegExp(values.only).test(one.name)) continue
      for (const target of warm > 0 ? targets : [])
        await one.run(
          target,
          { seed: seed0 + 500 + i, seed0, scale: warm * scale, reps: 400, tmp: dir, size: studies, capMs: warmMs },
          unheard,
        )
      for (let round = 0; round < times; round++)
        for (const [k, target] of targets.entries()) {
          const options = { seed: seed0 + 1000 * (round + 1) + i, seed0, scale, tmp: dir, size: studies }
          console.error(`${new Date().toISOString().slice(11, 19)} ${part}: ${one.name}, round ${round + 1}, ${on[k]}`)
          await one
            .run(target, options, recorder(part, (on[k] ?? '').replace('20k', ''), watchLoad(target)))
            .catch((error) => console.error(`!! ${on[k]}: ${error.message}`))
        }
    }
  } finally {
    for (const target of targets) await target.stop()
  }
  writeFileSync(join(dir, 'figures.json'), JSON.stringify(figures, null, 1))
}

async function fill(files: Record<Names, string>): Promise<void> {
  const qido = await measureOf('qido')
  for (const name of values.fill.split(',') as Names[]) {
    const target = await openTarget(files[name])
    await target.reset()
    await target.start()
    console.error(name, await qido.load?.(target, { seed: seed0, size: studies }))
    await target.stop()
  }
}

const files = await writeTargets(dir, values.pg)
if (values.prepare) await fill(files)
else {
  const began = new Date()
  for (const part of values.parts.split(',') as Part[]) await runPart(part, files)
  await writePage(values.page, figures, { began, ended: new Date(), load: loadavg(), rounds })
}
