import { type Client, createClient } from './generated/client/index.ts'

export type Credentials = {
  email: string
  password: string
  /** Asked for a one-time or recovery code, where the account has a second factor. */
  otp?: () => Promise<string>
}
export type Connection = { client: Client; user: { id: string; role: string; name: string }; close(): Promise<void> }
type Tokens = { accessToken: string; refreshToken: string; accessExpiresAt: string }

/** The server's problem document as an error: `code` is stable, `message` is for people. */
export class RefusedError extends Error {
  override name = 'RefusedError'
  readonly code: string
  readonly status: number
  readonly problem: Record<string, unknown>

  constructor(status: number, problem: Record<string, unknown>) {
    super(String(problem.detail ?? problem.title ?? `HTTP ${status}`))
    this.status = status
    this.code = String(problem.code ?? status)
    this.problem = problem
  }
}

/** Renewed this long before the access token ends. */
const spareMs = 60_000

/**
 * Logs in with a password and gives a client whose requests carry a live access token.
 *
 * @param baseUrl  for instance `http://127.0.0.1:8080`
 * @throws RefusedError  with the server's own code, for instance `wrong-credentials`
 */
export async function connect(baseUrl: string, credentials: Credentials): Promise<Connection> {
  const { user, ...first } = await login(baseUrl, credentials)
  let tokens: Tokens = first
  let renewing: Promise<void> | undefined
  const renew = async () => {
    tokens = await post<Tokens>(baseUrl, '/auth/refresh', { refreshToken: tokens.refreshToken })
  }
  const auth = async () => {
    if (Date.parse(tokens.accessExpiresAt) - Date.now() < spareMs) {
      // A refresh token works once: requests at the same moment share one renewal.
      renewing ??= renew().finally(() => {
        renewing = undefined
      })
      await renewing
    }
    return tokens.accessToken
  }
  const close = () => post<void>(baseUrl, '/auth/logout', {}, tokens.accessToken)
  return { client: createClient({ baseUrl, auth }), user, close }
}

type Session = Tokens & { user: Connection['user'] }

async function login(baseUrl: string, { email, password, otp }: Credentials): Promise<Session> {
  const body = { email, password, mode: 'token' }
  try {
    return await post<Session>(baseUrl, '/auth/login', body)
  } catch (error) {
    if (!(error instanceof RefusedError) || error.code !== 'otp-needed' || !otp) throw error
    return post<Session>(baseUrl, '/auth/login', { ...body, otp: await otp() })
  }
}

async function post<T>(baseUrl: string, path: string, body: unknown, token?: string): Promise<T> {
  const response = await fetch(`${baseUrl}/api/v1${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...(token ? { authorization: `Bearer ${token}` } : {}) },
    body: JSON.stringify(body),
  })
  const text = await response.text()
  const answer = text ? JSON.parse(text) : undefined
  if (!response.ok) throw new RefusedError(response.status, answer ?? {})
  return answer as T
}
