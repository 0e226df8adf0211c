/** `npm run api`, second half: the client from docs/openapi.json. `--check` generates elsewhere and compares. */
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createClient } from '@hey-api/openapi-ts'

const present = join(import.meta.dirname, 'src/generated')
const input = join(import.meta.dirname, '../../docs/openapi.json')

async function generate(path: string): Promise<void> {
  await createClient({
    input,
    output: { path, importFileExtension: '.ts' },
    plugins: ['@hey-api/client-fetch', '@hey-api/typescript', '@hey-api/sdk'],
    logs: { level: 'silent' },
  })
  // The generator's own run time is not written for exactOptionalPropertyTypes; what we use of it is typed all the same.
  for (const file of await filesIn(path)) {
    if (/^\/(client|core)\//.test(file.slice(path.length)))
      await writeFile(file, `// @ts-nocheck\n${await readFile(file, 'utf8')}`)
  }
}

async function filesIn(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true })
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .sort()
}

async function isSame(one: string, other: string): Promise<boolean> {
  const read = async (folder: string) =>
    Promise.all((await filesIn(folder)).map(async (file) => [file.slice(folder.length), await readFile(file, 'utf8')]))
  return JSON.stringify(await read(one)) === JSON.stringify(await read(other))
}

if (process.argv.includes('--check')) {
  const scratch = await mkdtemp(join(tmpdir(), 'firstread-client-'))
  await generate(join(scratch, 'generated'))
  const same = await isSame(present, join(scratch, 'generated'))
  await rm(scratch, { recursive: true, force: true })
  if (!same) {
    process.stderr.write(
      'packages/client is not what docs/openapi.json makes. Run `npm run api` and commit the result.\n',
    )
    process.exitCode = 1
  }
} else {
  await generate(present)
}
