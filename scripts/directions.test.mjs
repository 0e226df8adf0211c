import { spawnSync } from 'node:child_process'
import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { root } from './bootstrap.mjs'

/** A small Firstread in which each import is one that CONTRIBUTING.md forbids, with the rule that must say so. */
const forbidden = [
  ['dicom/src/a.ts', '@firstread/contract', 'dicom-imports-only-nothing-of-ours'],
  ['contract/src/a.ts', '@firstread/dicom', 'contract-imports-only-nothing-of-ours'],
  ['inference/src/a.ts', '@firstread/database', 'inference-imports-only-dicom'],
  ['database/src/a.ts', '@firstread/server', 'database-imports-only-contract'],
  ['client/src/a.ts', '@firstread/contract', 'client-imports-only-nothing-of-ours'],
  ['server/src/triage/a.ts', '../review/index.ts', 'triage-imports-no-later-slice'],
  ['server/src/platform/a.ts', '../audit/index.ts', 'platform-imports-no-later-slice'],
  ['server/src/review/a.ts', '../triage/rank.ts', 'another-slice-through-its-index'],
  ['server/src/triage/routes.ts', 'kysely', 'only-queries-speak-sql'],
  ['cli/src/a.ts', '@firstread/testing', 'testing-only-in-tests'],
  ['cli/src/b.ts', '../../server/src/index.ts', 'packages-by-name'],
  ['dicom/src/b.ts', 'pg', 'dependencies-are-declared'],
  ['cli/src/c.ts', './nowhere.ts', 'resolvable'],
  ['cli/src/d.ts', './d.ts', 'no-circles'],
]

/** And the neighbours of those that are allowed. */
const allowed = [
  ['inference/src/good.ts', '@firstread/dicom'],
  ['server/src/review/good.ts', '../triage/index.ts'],
  ['server/src/triage/queries.ts', 'kysely'],
  ['cli/src/good.ts', '@firstread/server'],
  ['cli/src/good.test.ts', '@firstread/testing'],
]

const manifest = (name, dependencies = {}) => ({
  name: `@firstread/${name}`,
  type: 'module',
  exports: { '.': './src/index.ts' },
  dependencies,
})
/** The one that may speak SQL, in one file; `dicom` imports pg without saying so. */
const manifests = { server: manifest('server', { kysely: '*' }) }

const tree = mkdtempSync(join(tmpdir(), 'firstread-directions-'))
afterAll(() => rmSync(tree, { recursive: true, force: true }))

test('each forbidden import is found, under its name, and no allowed one', () => {
  plant()
  const { modules } = cruise()
  const found = modules.flatMap(({ source, dependencies }) =>
    dependencies.flatMap(({ module, rules = [] }) => rules.map(({ name }) => [source, module, name])),
  )
  const expected = forbidden.map(([file, imported, rule]) => [`packages/${file}`, imported, rule])
  for (const each of expected) expect(found).toContainEqual(each)
  const good = new Set(allowed.map(([file]) => `packages/${file}`))
  expect(found.filter(([source]) => good.has(source))).toEqual([])
})

function cruise() {
  const program = join(root, 'node_modules/.bin/depcruise')
  const args = ['--config', '.dependency-cruiser.cjs', '--output-type', 'json', 'packages']
  const { stdout, stderr } = spawnSync(program, args, { cwd: tree, encoding: 'utf8', maxBuffer: 64 << 20 })
  if (!stdout) throw new Error(stderr)
  return JSON.parse(stdout)
}

function plant() {
  const names = ['dicom', 'contract', 'client', 'inference', 'database', 'server', 'cli', 'testing']
  for (const name of names) {
    write(`packages/${name}/src/index.ts`, 'export const here = 1\n')
    write(`packages/${name}/package.json`, JSON.stringify(manifests[name] ?? manifest(name)))
    mkdirSync(join(tree, 'node_modules/@firstread'), { recursive: true })
    symlinkSync(join('../../packages', name), join(tree, 'node_modules/@firstread', name))
  }
  for (const slice of ['platform', 'audit', 'triage', 'review']) {
    write(`packages/server/src/${slice}/index.ts`, 'export const here = 1\n')
  }
  write('packages/server/src/triage/rank.ts', 'export const here = 1\n')
  for (const library of ['kysely', 'pg'])
    symlinkSync(join(root, 'node_modules', library), join(tree, 'node_modules', library))
  for (const file of ['.dependency-cruiser.cjs', 'tsconfig.json', 'package.json'])
    cpSync(join(root, file), join(tree, file))
  for (const [file, imported] of [...forbidden, ...allowed]) {
    write(`packages/${file}`, `import { here } from '${imported}'\nexport const there = here\n`)
  }
}

function write(path, text) {
  mkdirSync(dirname(join(tree, path)), { recursive: true })
  writeFileSync(join(tree, path), text)
}
