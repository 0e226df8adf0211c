import { createHmac, createSecretKey, hkdfSync, type KeyObject, randomBytes } from 'node:crypto'
import { chmod, mkdir, readFile, stat, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { type Config, ConfigError } from './config.ts'

/** What one root key is used for. Each purpose has a key of its own, so that none can stand in for another. */
const purposes = [
  'session-token',
  'peer-credential',
  'share-secret',
  'password-pepper',
  'field',
  'object-kek',
  'cursor',
] as const
export type Purpose = (typeof purposes)[number]

export type Keys = {
  root: Buffer
  /** 32 bytes for one purpose and version. */
  derive(purpose: Purpose, version?: number): Buffer
  /** Hex of HMAC-SHA-256(session-token key, token): what the database stores and looks up. */
  tokenMac(token: string): string
  /** The same for what a DICOM peer shows: a token, a certificate's SHA-256 fingerprint (hex), an AE title (plain, loopback). */
  peerMac(kind: PeerCredential, value: string): string
  /** The same for what opens a shared result: the token of its link, token and code together, and the visit's own token. */
  shareMac(kind: ShareSecret, value: string): string
}
export type ShareSecret = 'token' | 'code' | 'visit'
export type PeerCredential = 'token' | 'certificate' | 'ae_title'

/** With a buffer Node 24.21 takes eight times as long, and each request is signed; so it is made once. */
const macBy = (key: KeyObject) => (text: string) => createHmac('sha256', key).update(text).digest('hex')

/** Keys from a root key of 32 bytes (HKDF-SHA-256, RFC 5869). */
export function keysFrom(root: Buffer): Keys {
  const made = new Map<string, Buffer>()
  const derive = (purpose: Purpose, version = 1) => {
    const info = `${purpose}:${version}`
    const known = made.get(info) ?? Buffer.from(hkdfSync('sha256', root, 'firstread', info, 32))
    made.set(info, known)
    return known
  }
  const peerMac = macBy(createSecretKey(derive('peer-credential')))
  const shareMac = macBy(createSecretKey(derive('share-secret')))
  return {
    root,
    derive,
    tokenMac: macBy(createSecretKey(derive('session-token'))),
    peerMac: (kind, value) => peerMac(`${kind}:${value}`),
    shareMac: (kind, value) => shareMac(`${kind}:${value}`),
  }
}

/**
 * Reads the root key, or makes one in FIRSTREAD_HOME on the first start.
 *
 * @throws ConfigError  when the file is unreadable, readable by others, or not 32 bytes in base64
 */
export async function loadKeys(config: Config): Promise<Keys> {
  const file = config.FIRSTREAD_ROOT_KEY_FILE ?? join(config.FIRSTREAD_HOME, 'root.key')
  if (!config.FIRSTREAD_ROOT_KEY_FILE) await makeOnce(file)
  const mode = await stat(file).catch((cause) => {
    throw new ConfigError(`FIRSTREAD_ROOT_KEY_FILE: cannot be read (${cause.code})`)
  })
  if ((mode.mode & 0o077) !== 0) throw new ConfigError('FIRSTREAD_ROOT_KEY_FILE: others may read it; chmod 600')
  const root = Buffer.from((await readFile(file, 'utf8')).trim(), 'base64')
  if (root.length !== 32) throw new ConfigError('FIRSTREAD_ROOT_KEY_FILE: must hold 32 bytes in base64')
  return keysFrom(root)
}

async function makeOnce(file: string): Promise<void> {
  await mkdir(dirname(file), { recursive: true, mode: 0o700 })
  // 'wx' loses no key when two processes start at once: the second finds the first one's.
  await writeFile(file, `${randomBytes(32).toString('base64')}\n`, { flag: 'wx', mode: 0o600, flush: true }).then(
    () => chmod(file, 0o600),
    (error) => {
      if (error.code !== 'EEXIST') throw error
    },
  )
}
