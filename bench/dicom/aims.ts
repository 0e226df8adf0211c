/**
 * The aims of issue 4 and performance.md as a table: what is measured, against whom, and by how much Firstread shall be better.
 * `figure` is the name under which a measure of the shared benchmarks records it; `of` are the peers, and of several the
 * better one counts.
 */
export type Peer = 'sqlite' | 'tuned' | 'postgres'
export type Aim = {
  name: string
  /** which part of the run measures it, see run-all.ts */
  part: Part
  figure: string
  of: readonly Peer[]
  atLeast: number
  /** an aim that is no ratio: this many, at most */
  atMost?: number
}
export type Part = 'stow' | 'cstore' | 'wado' | 'rendered' | 'cold' | 'queries' | 'many' | 'kills'

const week = 'QIDO 20000 studies, StudyDate one week'
const searches: readonly (readonly [string, string, number])[] = [
  ['week', week, 15],
  ['name prefix, 3 letters', 'QIDO 20000 studies, PatientName prefix (3 letters)', 15],
  ['name prefix, 6 letters', 'QIDO 20000 studies, PatientName prefix (6 letters)', 15],
  ['modality', 'QIDO 20000 studies, ModalitiesInStudy', 15],
  ['week and modality', 'QIDO 20000 studies, date week + modality + includefield', 15],
  ['first page', 'QIDO 20000 studies, no filter, first page', 15],
  ['random offset', 'QIDO 20000 studies, no filter, random offset', 15],
  ['exact PatientID', 'QIDO 20000 studies, PatientID exact', 5],
  ['exact Study Instance UID', 'QIDO 20000 studies, StudyInstanceUID exact', 5],
]

export const aims: readonly Aim[] = [
  {
    name: 'STOW films of 10 MB, 4 clients',
    part: 'stow',
    figure: 'STOW cxr x1 c4 inst/s',
    of: ['sqlite'],
    atLeast: 1.4,
  },
  {
    name: 'the same against PostgreSQL',
    part: 'stow',
    figure: 'STOW cxr x1 c4 inst/s',
    of: ['postgres'],
    atLeast: 1.3,
  },
  {
    name: 'the same against the tuned form',
    part: 'stow',
    figure: 'STOW cxr x1 c4 inst/s',
    of: ['tuned'],
    atLeast: 1.1,
  },
  {
    name: 'STOW captures of 50 KB, 16 clients',
    part: 'stow',
    figure: 'STOW sc x1 c16 inst/s',
    of: ['sqlite'],
    atLeast: 2,
  },
  { name: 'the same against PostgreSQL', part: 'stow', figure: 'STOW sc x1 c16 inst/s', of: ['postgres'], atLeast: 4 },
  { name: 'STOW captures, 1 client', part: 'stow', figure: 'STOW sc x1 c1 inst/s', of: ['sqlite'], atLeast: 1 },
  { name: 'the same against PostgreSQL', part: 'stow', figure: 'STOW sc x1 c1 inst/s', of: ['postgres'], atLeast: 2 },
  {
    name: 'STOW bodies of 50 captures, 4 clients',
    part: 'stow',
    figure: 'STOW sc x50 c4 inst/s',
    of: ['sqlite'],
    atLeast: 2,
  },
  { name: 'the same against PostgreSQL', part: 'stow', figure: 'STOW sc x50 c4 inst/s', of: ['postgres'], atLeast: 4 },
  ...(['sqlite', 'tuned'] as const).map((peer) => ({
    name: `C-STORE of 500 captures, one association, against ${peer === 'tuned' ? 'the tuned form' : 'the default'}`,
    part: 'cstore' as const,
    figure: 'C-STORE sc 500 files 1 assoc, client TCP_NODELAY inst/s',
    of: [peer],
    atLeast: peer === 'tuned' ? 1.2 : 10,
  })),
  ...searches.flatMap(([name, figure, atLeast]) => [
    {
      name: `QIDO at 20,000 studies: ${name}`,
      part: 'queries' as const,
      figure: `${figure} p50 ms`,
      of: ['sqlite', 'postgres'] as const,
      atLeast,
    },
    { name: `its p95 in ms`, part: 'queries' as const, figure: `${figure} p95 ms`, of: [], atLeast: 0, atMost: 5 },
  ]),
  {
    name: 'WADO film, 1 client',
    part: 'wado',
    figure: 'WADO instance cxr 10 MB c1 req/s',
    of: ['sqlite'],
    atLeast: 1.5,
  },
  {
    name: 'WADO slice, 1 client',
    part: 'wado',
    figure: 'WADO instance ct 0.5 MB c1 req/s',
    of: ['sqlite'],
    atLeast: 1.1,
  },
  {
    name: 'WADO slice, 20,000 studies stored',
    part: 'many',
    figure: 'WADO instance ct 0.5 MB c1 req/s',
    of: ['sqlite', 'postgres'],
    atLeast: 3,
  },
  {
    name: 'metadata of 100 slices',
    part: 'wado',
    figure: 'WADO series metadata 100 slices c1 req/s',
    of: ['sqlite'],
    atLeast: 5,
  },
  {
    name: 'the same against PostgreSQL',
    part: 'wado',
    figure: 'WADO series metadata 100 slices c1 req/s',
    of: ['postgres'],
    atLeast: 15,
  },
  {
    name: 'rendered film, fresh',
    part: 'rendered',
    figure: 'rendered film, fresh ms',
    of: ['sqlite', 'postgres'],
    atLeast: 1.7,
  },
  {
    name: 'rendered film, again',
    part: 'rendered',
    figure: 'rendered film, again ms',
    of: ['sqlite', 'postgres'],
    atLeast: 20,
  },
  {
    name: 'memory under 16 films at once',
    part: 'cold',
    figure: 'memory peak under 16 x 10 MB STOW MiB (PSS)',
    of: ['sqlite'],
    atLeast: 2,
  },
  {
    name: 'acknowledged and missing after twelve kill -9',
    part: 'kills',
    figure: 'kill -9: acknowledged but missing',
    of: [],
    atLeast: 0,
    atMost: 0,
  },
  { name: 'found but changed', part: 'kills', figure: 'kill -9: found but changed', of: [], atLeast: 0, atMost: 0 },
  {
    name: 'answers of 200 without a list of what was stored',
    part: 'kills',
    figure: 'kill -9: 200 without a list',
    of: [],
    atLeast: 0,
    atMost: 0,
  },
]
