/**
 * Raw ONNX Runtime against the whole pipeline, A B A B, on one network with the same threads:
 *
 *     node bench/inference/pair.ts [--model DIR] [--images N] [--rounds N] [--threads N] [--cores LIST] [FILE…]
 *
 * Without files the samples of the repository are read. `--cores 0` binds both to one core (Linux).
 */
import { execFileSync } from 'node:child_process'
import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'

const repository = fileURLToPath(new URL('../..', import.meta.url))
const here = fileURLToPath(new URL('.', import.meta.url))
const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    model: { type: 'string', default: join(repository, 'models/chest-xray-triage') },
    images: { type: 'string', default: '200' },
    rounds: { type: 'string', default: '5' },
    threads: { type: 'string', default: '1' },
    cores: { type: 'string' },
  },
})

const samples = () =>
  readdirSync(join(repository, 'samples'), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.dcm'))
    .map((name) => join(repository, 'samples', name))
const files = positionals.length > 0 ? positionals : samples()

function run(program: string, ...rest: string[]): string {
  const line = [process.execPath, join(here, program), values.model, values.images, values.threads, ...rest]
  const bound = values.cores === undefined ? line : ['taskset', '-c', values.cores, ...line]
  return execFileSync(bound[0] ?? '', bound.slice(1), { encoding: 'utf8', stdio: ['ignore', 'pipe', 'inherit'] }).trim()
}

const median = (all: readonly number[]) => all.toSorted((a, b) => a - b)[Math.floor(all.length / 2)] ?? Number.NaN

const ratios: number[] = []
const alone: number[] = []
console.log(
  '| round | raw images/s | pipeline images/s | ratio | one image alone, ms | outcomes |\n|---|---:|---:|---:|---:|---|',
)
for (let round = 1; round <= Number(values.rounds); round++) {
  const raw = Number(run('raw.ts'))
  const [rate = '', single = '', outcomes = ''] = run('pipeline.ts', ...files).split(' ')
  ratios.push(Number(rate) / raw)
  alone.push(Number(single))
  console.log(`| ${round} | ${raw} | ${rate} | ${(Number(rate) / raw).toFixed(3)} | ${single} | ${outcomes} |`)
}
console.log(
  `\nmedian ratio ${median(ratios).toFixed(3)}, one image alone ${median(alone).toFixed(1)} ms (median of medians)`,
)
