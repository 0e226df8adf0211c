// Builds the web app when it is missing or older than its source. `node scripts/web.mjs` does it by hand.
import { createHash } from 'node:crypto'
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { bootstrap, root, run } from './bootstrap.mjs'

const web = join(root, 'packages/web')
const mark = join(web, 'dist/.made-of')
/** Everything the build reads of ours, and the versions of everything else. */
const sources = ['packages/web/src', 'packages/web/public', 'packages/client/src']
const singles = ['packages/web/index.html', 'packages/web/vite.config.ts', 'package-lock.json']

/**
 * About three seconds when there is something to build, 20 ms when not.
 *
 * @returns {Promise<number>} 0 when the app is there; the server runs without it too, so nobody has to give up
 */
export async function buildWebWhenStale() {
  const wanted = fingerprint()
  if (existsSync(mark) && readFileSync(mark, 'utf8') === wanted) return 0
  console.error('Building the web app …')
  const vite = join(root, 'node_modules/vite/bin/vite.js')
  const code = await run(process.execPath, [vite, 'build', '--logLevel', 'error'], {
    cwd: web,
    // A test that builds it must not get React's development build.
    env: { ...process.env, NODE_ENV: 'production' },
  })
  if (code === 0) writeFileSync(mark, wanted)
  return code
}

/** By content: a checkout changes times without changing anything. */
function fingerprint() {
  const hash = createHash('sha256').update(readFileSync(import.meta.filename))
  for (const path of [...sources.flatMap(filesIn), ...singles]) hash.update(path).update(readFileSync(join(root, path)))
  return hash.digest('hex')
}

const filesIn = (folder) =>
  readdirSync(join(root, folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(root.length))
    .sort()

if (process.argv[1] === import.meta.filename) {
  await bootstrap()
  process.exit(await buildWebWhenStale())
}
