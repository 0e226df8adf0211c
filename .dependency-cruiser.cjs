// The rules of direction of CONTRIBUTING.md, as dependency-cruiser reads them. `npm run check` runs it.

/** What each package may import of ours. Tests may import anything. */
const packages = {
  dicom: [],
  contract: [],
  client: [],
  dimse: ['dicom'],
  inference: ['dicom'],
  database: ['contract'],
  server: ['database', 'inference', 'dimse', 'dicom', 'contract'],
  web: ['client'],
  cli: ['server', 'database', 'inference', 'dicom', 'client'],
}

/** The slices of the server, in the order in which a study meets them: each imports only those before it. */
const slices = [
  'platform',
  'identity',
  'audit',
  'reports',
  'peers',
  'ingest',
  'archive',
  'analysis',
  'triage',
  'review',
  'release',
  'outcomes',
  'notifications',
]

const test = '[.](test|fixture)[.]ts$|/test/|/fixtures/|/testing/'
const inServer = (names) => `^packages/server/src/(${names.join('|')})/`

const packageRules = Object.entries(packages).map(([name, allowed]) => ({
  name: `${name}-imports-only-${allowed.join('-') || 'nothing-of-ours'}`,
  severity: 'error',
  from: { path: `^packages/${name}/`, pathNot: test },
  to: { path: '^packages/', pathNot: `^packages/(${[name, ...allowed].join('|')})/` },
}))

const sliceRules = slices.slice(0, -1).map((name, place) => ({
  name: `${name}-imports-no-later-slice`,
  severity: 'error',
  from: { path: inServer([name]), pathNot: test },
  to: { path: inServer(slices.slice(place + 1)) },
}))

module.exports = {
  forbidden: [
    ...packageRules,
    ...sliceRules,
    {
      name: 'another-slice-through-its-index',
      comment: 'platform is the ground under all of them and no slice: its files are imported one by one',
      severity: 'error',
      from: { path: '^packages/server/src/([^/]+)/', pathNot: test },
      to: { path: '^packages/server/src/[^/]+/', pathNot: '^packages/server/src/($1/|platform/|[^/]+/index[.]ts$)' },
    },
    {
      name: 'only-queries-speak-sql',
      comment: 'kysely, pg and raw SQL belong into queries.ts, which takes `tx` first',
      severity: 'error',
      from: { path: '^packages/server/src/', pathNot: `queries[.]ts$|${test}` },
      to: { path: 'node_modules/(kysely|pg|graphile-worker)/', dependencyTypesNot: ['type-only'] },
    },
    {
      name: 'testing-only-in-tests',
      severity: 'error',
      from: { path: '^packages/', pathNot: `${test}|^packages/testing/` },
      to: { path: '^packages/testing/' },
    },
    {
      name: 'packages-by-name',
      comment: 'import @firstread/name, never a path into another package',
      severity: 'error',
      from: { path: '^packages/([^/]+)/' },
      to: { path: '^packages/', pathNot: '^packages/$1/', dependencyTypes: ['local'] },
    },
    {
      name: 'dependencies-are-declared',
      comment: 'in the package.json of the package that imports them; generators and tests use tools of the root',
      severity: 'error',
      from: { path: '^packages/[^/]+/src/', pathNot: test },
      to: { dependencyTypes: ['npm-no-pkg', 'npm-unknown'] },
    },
    { name: 'resolvable', severity: 'error', from: { path: '^packages/' }, to: { couldNotResolve: true } },
    {
      name: 'no-circles',
      severity: 'error',
      from: { path: '^packages/' },
      to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '/generated/|^packages/web/dist/' },
    tsPreCompilationDeps: true, // imports of types follow the rules too
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'types', 'node', 'default'],
      extensions: ['.ts', '.mjs', '.js', '.json'],
    },
  },
}
