import { execFile } from 'node:child_process'
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { promisify } from 'node:util'
import { bench } from './shared.ts'

const run = promisify(execFile)

/** The servers of a whole run: empty ones, and three that keep 20,000 studies. */
export type Names = 'sqlite' | 'tuned' | 'postgres' | 'firstread' | 'sqlite20k' | 'postgres20k' | 'firstread20k'

const tuned = ['--set', '{"StoreMD5ForAttachments":false,"StorageAccessOnFind":"Never"}']
const orthancs: Record<string, { index: string; port: number; more?: string[] }> = {
  sqlite: { index: 'sqlite', port: 8251 },
  tuned: { index: 'sqlite', port: 8252, more: tuned },
  postgres: { index: 'postgres', port: 8253 },
  sqlite20k: { index: 'sqlite', port: 8254 },
  postgres20k: { index: 'postgres', port: 8255 },
}
const firstreads: Record<string, number> = { firstread: 8256, firstread20k: 8257 }

/** Writes what is needed to start each of them; starts nothing. @returns their target files */
export async function writeTargets(dir: string, pgdir: string): Promise<Record<Names, string>> {
  const files: Record<string, string> = {}
  for (const [name, { index, port, more = [] }] of Object.entries(orthancs)) {
    const own = resolve(dir, name)
    mkdirSync(own, { recursive: true })
    const ports = ['--http', String(port), '--dimse', String(port - 4000)]
    const where = pgdir ? ['--pgdir', resolve(pgdir)] : []
    await run(process.execPath, [
      join(bench, 'orthanc.mjs'),
      ...['--index', index, '--dir', own, '--name', `orthanc-${name}`, ...ports, ...where, ...more],
    ])
    files[name] = join(own, 'target.json')
    // What makes one association twenty times faster, and Orthanc leaves to whoever runs it.
    if (name === 'tuned') withEnvironment(files[name], { TCP_NODELAY: '1' })
  }
  for (const [name, port] of Object.entries(firstreads)) {
    const own = resolve(dir, name)
    const ports = ['--port', String(port), '--dimse', String(port + 3000), '--name', name]
    await run(process.execPath, [join(import.meta.dirname, 'target.ts'), own, ...ports])
    files[name] = join(own, 'target.json')
  }
  return files as Record<Names, string>
}

function withEnvironment(file: string, env: Record<string, string>): void {
  const target = JSON.parse(readFileSync(file, 'utf8'))
  target.start.env = { ...target.start.env, ...env }
  writeFileSync(file, JSON.stringify(target, null, 1))
}
