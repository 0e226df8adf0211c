import { connect, RefusedError } from '@firstread/client'
import { type LoginOptions, loginOf } from './login.ts'

export type Client = Awaited<ReturnType<typeof connect>>['client']

/** Runs as a tech on a running server. */
export async function asTech<T>(options: LoginOptions, work: (client: Client) => Promise<T>): Promise<T> {
  const { url, ...credentials } = await loginOf(options, 'tech')
  const connection = await connect(url, credentials)
  return work(connection.client).finally(connection.close)
}

/** The answer, or the server's own words as an error. */
export function answered<T>({
  data,
  error,
  response,
}: {
  data?: T | undefined
  error?: unknown
  response?: Response | undefined
}): T {
  if (data === undefined) throw new RefusedError(response?.status ?? 0, (error ?? {}) as Record<string, unknown>)
  return data
}
