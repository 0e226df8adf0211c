import { randomBytes } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { Problem } from '@firstread/contract'
import type { FastifyReply, FastifyRequest } from 'fastify'
import type { Server } from './server.ts'
import { readWebFile, readWebFiles, type WebFile } from './web-files.ts'
import { pageHeaders } from './web-policy.ts'

/** Where `npm run build -w packages/web` puts the app. */
export const webFolder = resolve(import.meta.dirname, '../../../../web/dist')
const noncePlace = /__STYLE_NONCE__/g
/** Addresses of machines: there a wrong one is a problem document, never a page. */
const notPages = /^\/(api|dicom-web|fhir|healthz|readyz|metrics|assets)(\/|$)/

/**
 * The web app at `/`: its files by their exact names, and the page itself for every address that a person opens. Hashed
 * files may be kept for ever; the page is made anew each time, with a nonce of its own.
 */
export async function serveWeb(server: Server, folder = webFolder): Promise<void> {
  const files = readWebFiles(folder)
  const page = files.get('/index.html')
  const html = page && readFileSync(page.path, 'utf8')
  server.get('/*', { schema: { hide: true } }, async (request, reply) => {
    const address = new URL(request.url, 'http://localhost').pathname
    const file = address === '/index.html' ? undefined : files.get(address)
    if (file) return sendFile(request, reply, file)
    if (html === undefined || !wantsPage(request, address)) throw noSuchPage(address, html !== undefined)
    return sendPage(reply, html)
  })
}

const wantsPage = (request: FastifyRequest, address: string) =>
  !notPages.test(address) && (request.headers.accept ?? '').includes('text/html')

const noSuchPage = (address: string, isBuilt: boolean) =>
  isBuilt || notPages.test(address)
    ? new Problem('no-such-route')
    : new Problem('no-such-route', 'The web app is not built here: npm run build -w packages/web')

async function sendFile(request: FastifyRequest, reply: FastifyReply, file: WebFile) {
  const { bytes, encoding } = await readWebFile(file, String(request.headers['accept-encoding'] ?? ''))
  return reply
    .headers({
      'content-type': file.type,
      'cache-control': file.isHashed ? 'public, max-age=31536000, immutable' : 'no-cache',
      vary: 'accept-encoding',
      // A worker runs under the policy it was sent with, not under that of its page.
      ...(file.type.startsWith('text/javascript') ? pageHeaders('') : {}),
      ...(encoding ? { 'content-encoding': encoding } : {}),
    })
    .send(bytes)
}

/** Mantine writes its variables into style elements: the nonce says that they are ours. */
function sendPage(reply: FastifyReply, html: string) {
  const nonce = randomBytes(16).toString('base64')
  return reply
    .headers({ ...pageHeaders(nonce), 'content-type': 'text/html; charset=utf-8', 'cache-control': 'no-store' })
    .send(html.replace(noncePlace, nonce))
}
