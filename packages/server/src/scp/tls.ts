import { readFileSync } from 'node:fs'
import type { TlsOptions } from 'node:tls'
import type { Config } from '../platform/config.ts'

/**
 * Mutual TLS by BCP 195: whoever shows no certificate of the configured authorities gets no further than the handshake.
 * Which peer a certificate stands for is asked afterwards.
 */
export function tlsOf(config: Config): TlsOptions | undefined {
  const { DICOM_TLS_CERT_FILE: cert, DICOM_TLS_KEY_FILE: key, DICOM_TLS_CA_FILE: ca } = config
  if (!cert || !key || !ca) return undefined
  return {
    cert: readFileSync(cert),
    key: readFileSync(key),
    ca: readFileSync(ca),
    requestCert: true,
    rejectUnauthorized: true,
    minVersion: 'TLSv1.2',
  }
}
