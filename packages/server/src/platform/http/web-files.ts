import { existsSync, readdirSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { extname, join, sep } from 'node:path'

/** What the built web app consists of; a name that is not here is not served, so no path from outside reaches the disk. */
export type WebFile = { path: string; type: string; isHashed: boolean; encodings: ReadonlySet<Encoding> }
export type Encoding = 'br' | 'gzip'

const endings = { br: '.br', gzip: '.gz' } as const satisfies Record<Encoding, string>
const types: Record<string, string> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.wasm': 'application/wasm',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.woff2': 'font/woff2',
  '.json': 'application/json',
  '.webmanifest': 'application/manifest+json',
}

/** The files of a build by their address, for instance `/assets/index-BxY3.js`. Empty when nothing has been built. */
export function readWebFiles(folder: string): Map<string, WebFile> {
  if (!existsSync(folder)) return new Map()
  const all = new Set(
    readdirSync(folder, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name)),
  )
  const served = [...all].filter((path) => types[extname(path)] !== undefined)
  return new Map(served.map((path) => [addressOf(folder, path), describe(path, all)]))
}

const addressOf = (folder: string, path: string) => path.slice(folder.length).split(sep).join('/')

const describe = (path: string, all: ReadonlySet<string>): WebFile => ({
  path,
  type: types[extname(path)] ?? 'application/octet-stream',
  // Vite puts the hash of the content into every name below assets/: such a file never changes.
  isHashed: path.includes(`${sep}assets${sep}`),
  encodings: new Set((['br', 'gzip'] as const).filter((encoding) => all.has(path + endings[encoding]))),
})

/** The bytes in the best form that the browser takes; compressed once, when the app was built. */
export async function readWebFile(
  file: WebFile,
  accepts: string,
): Promise<{ bytes: Buffer; encoding: Encoding | undefined }> {
  const encoding = (['br', 'gzip'] as const).find(
    (one) => file.encodings.has(one) && new RegExp(`\\b${one}\\b`).test(accepts),
  )
  return { bytes: await readFile(file.path + (encoding ? endings[encoding] : '')), encoding }
}
