import { readConfig } from '@firstread/server'
import type { Command } from 'commander'
import { type Role, readAccounts } from './accounts.ts'

export type LoginOptions = { url?: string; email?: string; passwordStdin?: true }

/** Commands that speak to a running server log in like everybody else. */
export const loginOptions = (command: Command): Command =>
  command
    .option('--url <address>', 'the server; without it http://127.0.0.1:$PORT')
    .option('--email <email>', "who logs in; without it the demo's account from accounts.json")
    .option('--password-stdin', 'read the password from standard input; otherwise FIRSTREAD_PASSWORD')

export type Login = { url: string; email: string; password: string }

export async function loginOf(options: LoginOptions, role: Role): Promise<Login> {
  const config = readConfig()
  const url = options.url ?? `http://127.0.0.1:${config.PORT}`
  const accounts = await readAccounts(config.FIRSTREAD_HOME)
  const account = accounts.find((one) => (options.email ? one.email === options.email : one.role === role))
  const email = options.email ?? account?.email
  const password = options.passwordStdin ? await readStdin() : (process.env.FIRSTREAD_PASSWORD ?? account?.password)
  if (!email || !password) {
    throw new Error('Say who logs in: --email with --password-stdin or FIRSTREAD_PASSWORD.')
  }
  return { url, email, password }
}

export async function readStdin(): Promise<string> {
  let text = ''
  for await (const chunk of process.stdin.setEncoding('utf8')) text += chunk
  return text.replace(/\r?\n$/, '')
}
