import { execFileSync } from 'node:child_process'
import { readFileSync, writeFileSync } from 'node:fs'
import { type Aim, aims, type Peer } from './aims.ts'
import { util } from './shared.ts'

type Figures = Record<string, { better: string; of: Record<string, number[]>; otherLoad: number[] }>
type Run = { began: Date; ended: Date; load: number[]; rounds: number }

const begin = '<!-- made by bench/dicom/run-all.ts: everything from here to the end mark -->'
const end = '<!-- end -->'

/** Replaces what stands between the marks; the words around it are written by people. */
export async function writePage(file: string, figures: Figures, run: Run): Promise<void> {
  const page = readFileSync(file, 'utf8')
  const [before = '', rest = ''] = page.split(begin)
  const after = rest.split(end)[1] ?? '\n'
  writeFileSync(file, `${before}${begin}\n\n${whenOf(run)}\n\n${tableOf(figures)}\n\n${end}${after}`)
}

function whenOf({ began, ended, load, rounds }: Run): string {
  const minutes = Math.round((ended.getTime() - began.getTime()) / 60_000)
  const cpu = /model name\s*: (.*)/.exec(readFileSync('/proc/cpuinfo', 'utf8'))?.[1] ?? 'unknown'
  const commit = execFileSync('git', ['rev-parse', '--short', 'HEAD'], { encoding: 'utf8' }).trim()
  return `${began.toISOString().slice(0, 16).replace('T', ' ')} UTC, ${minutes} minutes, ${rounds} rounds, commit ${commit}, ${cpu}, load at the end ${load.map((x) => x.toFixed(1)).join(' ')}.`
}

function tableOf(figures: Figures): string {
  const rows = aims.flatMap((aim) => rowOf(aim, figures))
  return [
    '| Aim | Firstread | Orthanc 1.10.1 | better by (worst to best round) | aim | reached | server CPU, ms: ours / theirs | other load, cores |',
    '|---|---:|---:|---:|---:|---|---:|---:|',
    ...rows.map((row) => `| ${row.join(' | ')} |`),
  ].join('\n')
}

const shown = (value: number | undefined) =>
  value === undefined || Number.isNaN(value)
    ? '–'
    : value >= 100
      ? value.toFixed(0)
      : value >= 10
        ? value.toFixed(1)
        : value.toFixed(2)

function rowOf(aim: Aim, figures: Figures): string[][] {
  const figure = figures[`${aim.part}: ${aim.figure}`]
  const ours = figure?.of.firstread
  if (!figure || !ours) return []
  const own = util.median(ours)
  const load = shown(util.median(figure.otherLoad))
  if (aim.atMost !== undefined)
    return [[aim.name, shown(own), '', '', `≤ ${aim.atMost}`, own <= aim.atMost ? 'yes' : '**no**', '', load]]
  const peer = betterOf(aim.of, figure)
  const theirs = peer && figure.of[peer]
  if (!theirs) return []
  // Rounds of one time belong together; what was measured more often is left over.
  const ratios = ours.flatMap((value, i) => {
    const other = theirs[i]
    return other === undefined ? [] : [figure.better === 'up' ? value / other : other / value]
  })
  const ratio = util.median(ratios)
  const span = `${shown(ratio)}× (${shown(Math.min(...ratios))}–${shown(Math.max(...ratios))})`
  const peerValue = `${shown(util.median(theirs))}${aim.of.length > 1 ? ` (${peer})` : ''}`
  const reached = ratio >= aim.atLeast ? 'yes' : '**no**'
  return [[aim.name, shown(own), peerValue, span, `≥ ${aim.atLeast}×`, reached, cpuOf(aim, figures, peer), load]]
}

/** The figure that other load moves least: CPU of the server and its database for one instance or request. */
function cpuOf(aim: Aim, figures: Figures, peer: Peer): string {
  const stem = aim.figure.replace(/ (inst\/s|req\/s|p50 ms)$/, '')
  const found = figures[`${aim.part}: ${stem} server CPU ms/inst`] ?? figures[`${aim.part}: ${stem} server CPU ms`]
  const [ours, theirs] = [found?.of.firstread, found?.of[peer]]
  return ours && theirs ? `${shown(util.median(ours))} / ${shown(util.median(theirs))}` : ''
}

/** Of several Orthancs the one that is better at it. */
function betterOf(peers: readonly Peer[], figure: Figures[string]): Peer | undefined {
  const known = peers.filter((peer) => figure.of[peer]?.length)
  const value = (peer: Peer) => util.median(figure.of[peer] ?? []) * (figure.better === 'up' ? -1 : 1)
  return known.toSorted((a, b) => value(a) - value(b))[0]
}
