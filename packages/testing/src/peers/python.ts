import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, renameSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type PeerServer, runProgram, type Said, startProgram } from './programs.ts'

/** Pinned: a peer that changes by itself proves nothing. */
export const pynetdicom = ['pynetdicom==3.0.4', 'pydicom==3.0.2']
export const dicomwebClient = ['dicomweb-client==0.61.2', 'pydicom==3.0.2']
export const dicomply = ['dicomply==0.0.1']

/** A Python that has the packages of a peer, with scripts given as text. */
export type PythonPeer = {
  run(script: string, ...args: string[]): Promise<Said>
  /** The script is given its port as first argument. */
  serve(script: string, ...args: string[]): Promise<PeerServer>
}

const made = new Map<string, PythonPeer | undefined>()

/** Installs a peer's packages once per machine, into a folder of their own; `undefined`, and said so, where that cannot be. */
export function pythonPeer(packages: readonly string[] = pynetdicom): PythonPeer | undefined {
  const folder = join(tmpdir(), `firstread-python-${packages.join('-').replace(/[^\w.]+/g, '-')}`)
  if (made.has(folder)) return made.get(folder)
  const trouble = existsSync(folder) ? undefined : install(folder, packages)
  if (trouble) console.warn(`${packages[0]} cannot be installed: tests with it as a peer are skipped (${trouble})`)
  const peer = trouble ? undefined : peerIn(folder)
  made.set(folder, peer)
  return peer
}

/** Into a folder beside, renamed when it is complete: several test processes may want it at once. */
function install(folder: string, packages: readonly string[]): string | undefined {
  mkdirSync(tmpdir(), { recursive: true })
  const draft = mkdtempSync(`${folder}-`)
  const args = ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', '--target', draft, ...packages]
  const { status, stderr, error } = spawnSync('python3', args, { encoding: 'utf8', timeout: 120_000 })
  if (status !== 0) {
    rmSync(draft, { recursive: true, force: true })
    return error?.message ?? stderr.trim().split('\n').at(-1) ?? 'pip failed'
  }
  try {
    renameSync(draft, folder)
  } catch (e) {
    rmSync(draft, { recursive: true, force: true })
    if (!existsSync(folder)) return String(e)
  }
  return undefined
}

function peerIn(folder: string): PythonPeer {
  // Threads of pynetdicom would keep a script alive that has failed.
  const begin = [
    'import sys, os, traceback',
    `sys.path.insert(0, ${JSON.stringify(folder)})`,
    'sys.excepthook = lambda *failed: (traceback.print_exception(*failed), sys.stderr.flush(), os._exit(1))',
    '',
  ].join('\n')
  return {
    run: (script, ...args) => runProgram('python3', ['-I', '-c', begin + script, ...args]),
    serve: (script, ...args) => startProgram('python3', (port) => ['-I', '-c', begin + script, String(port), ...args]),
  }
}
