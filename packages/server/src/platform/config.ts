import { join, resolve } from 'node:path'
import { z } from 'zod'

const megabytes = (n: number) => n * 1024 * 1024
const flag = z.enum(['true', 'false']).transform((text) => text === 'true')

/** Every setting of the process: name, unit, default, consequence. Read once at start; a wrong value is refused by name. */
const settings = z.object({
  PORT: z.coerce.number().int().min(0).max(65535).default(8080).describe('HTTP port; 0 takes a free one'),
  HOST: z
    .string()
    .default('127.0.0.1')
    .describe('Address to listen on. Anything but loopback needs TLS or TRUSTED_PROXIES'),
  FIRSTREAD_HOME: z
    .string()
    .default('.firstread')
    .describe('Data folder: keys, objects, embedded database, accounts.json'),
  DATABASE_URL: z
    .url()
    .optional()
    .describe('PostgreSQL 14 or newer as a role that may migrate; without it an embedded one is started'),
  OBJECT_STORE: z.string().optional().describe('Folder of the encrypted objects; FIRSTREAD_HOME/objects without it'),
  FIRSTREAD_ROOT_KEY_FILE: z
    .string()
    .optional()
    .describe('32 random bytes, base64, readable by the service alone; made in FIRSTREAD_HOME without it'),
  FIRSTREAD_MODELS: z
    .string()
    .default(resolve(import.meta.dirname, '../../../../models'))
    .describe('Folder of model packages'),
  TLS_CERT_FILE: z.string().optional().describe('PEM certificate chain; with TLS_KEY_FILE the server speaks HTTPS'),
  TLS_KEY_FILE: z.string().optional(),
  DICOM_PORT: z.coerce
    .number()
    .int()
    .min(0)
    .max(65535)
    .optional()
    .describe('Port for DICOM over TCP; `serve` listens only when it is given, `scp` on 11112 without it'),
  DICOM_HOST: z
    .string()
    .default('127.0.0.1')
    .describe('Address to listen on for DICOM. Anything but loopback needs the three DICOM_TLS files'),
  DICOM_AE_TITLE: z
    .string()
    .regex(/^[!-[\]-~]([ -[\]-~]{0,14}[!-[\]-~])?$/, 'an AE title has 1 to 16 printable characters (PS3.5 6.2)')
    .default('FIRSTREAD')
    .describe('Our AE title; associations that call another one are rejected'),
  DICOM_TLS_CERT_FILE: z
    .string()
    .optional()
    .describe('PEM certificate chain for DICOM; with the key and the authorities DICOM is spoken over mutual TLS only'),
  DICOM_TLS_KEY_FILE: z.string().optional(),
  DICOM_TLS_CA_FILE: z.string().optional().describe('PEM of the authorities that sign the certificates of peers'),
  TRUSTED_PROXIES: z.string().default('').describe('Comma-separated addresses whose forwarded headers count'),
  PUBLIC_ORIGIN: z
    .url()
    .optional()
    .describe('The origin browsers use, for the same-site check; the listening address without it'),
  SMTP_URL: z
    .string()
    .regex(/^smtps?:\/\/\S+$/, 'smtp:// or smtps://')
    .optional()
    .describe('Mail server for notices, smtp://user:password@host:port; without it no mail is sent'),
  MAIL_FROM: z.string().max(320).optional().describe('Sender of mail; needed with SMTP_URL'),
  AUTH_PASSWORD_MIN: z.coerce
    .number()
    .int()
    .min(12)
    .max(64)
    .default(12)
    .describe('Shortest password; 15 is the strict setting'),
  AUTH_BCRYPT_COST: z.coerce
    .number()
    .int()
    .min(10)
    .max(15)
    .default(10)
    .describe('bcrypt cost; raising it rehashes at login'),
  DATABASE_POOL: z.coerce.number().int().min(1).max(50).default(20).describe('Connections of the API'),
  WORKER_CONCURRENCY: z.coerce.number().int().min(1).max(64).default(2).describe('Jobs at once in one worker process'),
  UPLOAD_MAX_BYTES: z.coerce.number().int().min(1).default(megabytes(1024)).describe('Largest file, in bytes'),
  UPLOAD_MAX_FILES: z.coerce.number().int().min(1).max(4096).default(256).describe('Files in one upload'),
  ANALYSIS_TIMEOUT_MS: z.coerce.number().int().min(1000).default(60_000).describe('Longest analysis of one study'),
  ANALYSIS_MEMORY_MB: z.coerce
    .number()
    .int()
    .min(256)
    .default(2048)
    .describe('Memory limit of the reading child process'),
  LOG_LEVEL: z.enum(['fatal', 'error', 'warn', 'info', 'debug', 'silent']).default('info'),
  METRICS: flag.default(true).describe('Serve Prometheus metrics at /metrics to loopback clients'),
})

export type Config = z.infer<typeof settings>
export const settingDescriptions = Object.fromEntries(
  Object.entries(settings.shape).map(([name, schema]) => [name, schema.description ?? '']),
)

export class ConfigError extends Error {
  override name = 'ConfigError'
}

/** @throws ConfigError  naming each setting whose value cannot be used */
export function readConfig(env: NodeJS.ProcessEnv = process.env): Config {
  const given = Object.fromEntries(
    Object.keys(settings.shape).flatMap((name) => (env[name] ? [[name, env[name]]] : [])),
  )
  const parsed = settings.safeParse(given)
  if (!parsed.success) {
    throw new ConfigError(parsed.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`).join('\n'))
  }
  const config = { ...parsed.data, FIRSTREAD_HOME: resolve(parsed.data.FIRSTREAD_HOME) }
  refusePlainNetwork(config)
  refusePlainDicom(config)
  refusePlainMail(config)
  return config
}

const loopback = new Set(['127.0.0.1', '::1', 'localhost'])

/** security.md 6: TLS whenever the peer is not local; otherwise the service refuses to start. */
function refusePlainNetwork(config: Config): void {
  if (loopback.has(config.HOST) || (config.TLS_CERT_FILE && config.TLS_KEY_FILE) || config.TRUSTED_PROXIES) return
  throw new ConfigError(
    `HOST: ${config.HOST} is not loopback. Give TLS_CERT_FILE and TLS_KEY_FILE, or TRUSTED_PROXIES when a proxy ends TLS`,
  )
}

/** A mail goes out encrypted unless the server is this machine (security.md 6), and says from whom it is. */
function refusePlainMail({ SMTP_URL: url, MAIL_FROM: from }: Config): void {
  if (!url) return
  if (!from) throw new ConfigError('MAIL_FROM: needed with SMTP_URL')
  const { protocol, hostname, searchParams } = new URL(url)
  const isSafe = protocol === 'smtps:' || searchParams.get('requireTLS') === 'true' || loopback.has(hostname)
  if (!isSafe)
    throw new ConfigError('SMTP_URL: use smtps://, or add ?requireTLS=true, when the server is not this machine')
}

/** security.md 9: plain DICOM binds to loopback only, and half of what TLS needs is none of it. */
function refusePlainDicom(config: Config): void {
  const files = (['DICOM_TLS_CERT_FILE', 'DICOM_TLS_KEY_FILE', 'DICOM_TLS_CA_FILE'] as const).filter((n) => config[n])
  if (files.length === 3 || (files.length === 0 && loopback.has(config.DICOM_HOST))) return
  if (files.length > 0) throw new ConfigError(`${files.join(', ')}: TLS for DICOM needs all three files`)
  throw new ConfigError(`DICOM_HOST: ${config.DICOM_HOST} is not loopback. Give the three DICOM_TLS files`)
}

export function objectFolder(config: Config): string {
  return resolve(config.OBJECT_STORE ?? join(config.FIRSTREAD_HOME, 'objects'))
}
