/**
 * How the reading process is locked away. Three walls, each where the system has it:
 *
 * - an empty environment: no secrets, no addresses;
 * - Node's permission model: it reads this package, its dependencies and the model, writes nothing and starts nothing. Native code
 *   (ONNX Runtime, libvips) is not bound by it;
 * - a network namespace of its own (`unshare`, Linux): no network for native code either. Where the kernel refuses (some containers),
 *   the reader says so in its status and works on; give the worker's container no network there.
 */
import { spawnSync } from 'node:child_process'
import { realpathSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, sep } from 'node:path'
import { fileURLToPath } from 'node:url'

const unshare = '/usr/bin/unshare'

/** Root may leave the network at once; others need a user namespace in which they are root of nothing. */
const ways = [['--net'], ['--net', '--map-root-user']] as const

const worksHere = (flags: readonly string[]) =>
  spawnSync(unshare, [...flags, '--', '/bin/true'], { stdio: 'ignore' }).status === 0

let way: readonly string[] | undefined | null = null

/** The flags with which this machine takes the network away; `undefined` when it does not. Asked once. */
function withoutNetwork(): readonly string[] | undefined {
  if (way === null) way = process.platform === 'linux' ? ways.find(worksHere) : undefined
  return way
}

/** The node_modules folder that holds a package, wherever npm put it. */
function modulesOf(name: string): string {
  const file = realpathSync(createRequire(import.meta.url).resolve(name))
  const mark = `${sep}node_modules${sep}`
  const at = file.lastIndexOf(mark)
  return at < 0 ? dirname(dirname(file)) : file.slice(0, at + mark.length - 1)
}

function readable(modelDir: string | undefined): string[] {
  const own = realpathSync(fileURLToPath(new URL('../..', import.meta.url)))
  const dicom = dirname(dirname(realpathSync(fileURLToPath(import.meta.resolve('@firstread/dicom')))))
  const model = modelDir === undefined ? [] : [modulesOf('onnxruntime-node'), realpathSync(modelDir)]
  return [...new Set([own, dicom, modulesOf('sharp'), ...model])]
}

export type Launch = { execPath: string; execArgv: string[]; env: Record<string, string> }

/**
 * @param modelDir        undefined for a process that only makes pictures
 * @param memoryLimitMiB  bounds the JavaScript heap to half of it; the whole is watched from outside
 */
export function launchOf(modelDir: string | undefined, memoryLimitMiB: number): Launch {
  const flags = [
    '--no-warnings',
    `--max-old-space-size=${Math.floor(memoryLimitMiB / 2)}`,
    '--permission',
    '--allow-addons',
    '--allow-worker',
    ...readable(modelDir).map((dir) => `--allow-fs-read=${dir}`),
  ]
  // Two arenas keep libvips' many short-lived buffers from looking like a leak.
  const env = { LANG: 'C.UTF-8', MALLOC_ARENA_MAX: '2' }
  const net = withoutNetwork()
  if (net === undefined) return { execPath: process.execPath, execArgv: flags, env }
  return { execPath: unshare, execArgv: [...net, '--', process.execPath, ...flags], env }
}
