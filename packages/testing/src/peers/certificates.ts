import { spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** An authority and what it signed, in files (for other programs) and as PEM (for us). Gone with the scope that holds it. */
export type Certificates = Disposable & {
  /** Path of the authority's certificate. */
  authority: string
  /** `of('ct1')` is signed by the authority for localhost; each name has its own key. */
  of(name: string): { keyFile: string; certificateFile: string; key: string; cert: string; fingerprint256: string }
}

/** Made by openssl, so that not one library checks itself. */
export function certificates(): Certificates {
  const folder = mkdtempSync(join(tmpdir(), 'firstread-tls-'))
  const at = (name: string) => join(folder, name)
  const curve = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-days', '2']
  openssl('req', '-x509', ...curve, '-keyout', at('ca.key'), '-out', at('ca.pem'), '-subj', '/CN=Test authority')
  const make = (name: string) => {
    const [keyFile, certificateFile] = [at(`${name}.key`), at(`${name}.pem`)]
    const signed = ['-CA', at('ca.pem'), '-CAkey', at('ca.key'), '-addext', 'subjectAltName=DNS:localhost,IP:127.0.0.1']
    openssl('req', '-x509', ...curve, ...signed, '-keyout', keyFile, '-out', certificateFile, '-subj', `/CN=${name}`)
    const fingerprint = openssl('x509', '-in', certificateFile, '-noout', '-fingerprint', '-sha256')
    return {
      keyFile,
      certificateFile,
      key: readFileSync(keyFile, 'utf8'),
      cert: readFileSync(certificateFile, 'utf8'),
      fingerprint256: fingerprint.trim().split('=')[1] ?? '',
    }
  }
  return {
    authority: at('ca.pem'),
    of: make,
    [Symbol.dispose]: () => rmSync(folder, { recursive: true, force: true }),
  }
}

function openssl(...args: string[]): string {
  const { status, stdout, stderr } = spawnSync('openssl', args, { encoding: 'utf8' })
  if (status !== 0) throw new Error(`openssl failed: ${stderr}`)
  return stdout
}
