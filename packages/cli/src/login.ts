import { createInterface } from 'node:readline/promises'
import type { Credentials } from '@firstread/client'
import { readConfig } from '@firstread/server'
import type { Command } from 'commander'
import { type Role, readAccounts } from './accounts.ts'

export type LoginOptions = { url?: string; email?: string; passwordStdin?: true; otp?: string }

/** Commands that speak to a running server log in like everybody else. */
export const loginOptions = (command: Command): Command =>
  command
    .option('--url <address>', 'the server; without it http://127.0.0.1:$PORT')
    .option('--email <email>', "who logs in; without it the demo's account from accounts.json")
    .option('--password-stdin', 'read the password from standard input; otherwise FIRSTREAD_PASSWORD')
    .option(
      '--otp <code>',
      'one-time or recovery code, where the account has a second factor; without it a terminal asks',
    )

export type Login = { url: string } & Credentials

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
  const otp = options.otp
  return { url, email, password, otp: async () => otp ?? (await askForCode()) }
}

/** Only where somebody can answer: a script gets the server's words instead of a question that waits for ever. */
async function askForCode(): Promise<string> {
  if (!process.stdin.isTTY) throw new Error('The account has a second factor: give the code with --otp.')
  const terminal = createInterface({ input: process.stdin, output: process.stderr })
  return terminal.question('One-time code: ').finally(() => terminal.close())
}

export async function readStdin(): Promise<string> {
  let text = ''
  for await (const chunk of process.stdin.setEncoding('utf8')) text += chunk
  return text.replace(/\r?\n$/, '')
}
