import { randomBytes } from 'node:crypto'
import { readFile, rename, writeFile } from 'node:fs/promises'
import { join } from 'node:path'

/** The demo's accounts, as they stand in $FIRSTREAD_HOME/accounts.json, readable by the owner alone. */
export type Account = { email: string; password: string; role: Role; name: string; id: string }
export type Role = 'patient' | 'radiologist' | 'doctor' | 'tech'

/** Made-up people, one per role. */
export const demoPeople: readonly { role: Role; name: string; email: string; dateOfBirth?: string }[] = [
  { role: 'radiologist', name: 'Robin Sample', email: 'radiologist@firstread.local' },
  { role: 'doctor', name: 'Dana Sample', email: 'doctor@firstread.local' },
  // A child, since the first model reads children's films.
  { role: 'patient', name: 'Ada Sample', email: 'patient@firstread.local', dateOfBirth: '2022-05-14' },
  { role: 'tech', name: 'Toni Sample', email: 'tech@firstread.local' },
]

const file = (home: string) => join(home, 'accounts.json')

export async function readAccounts(home: string): Promise<Account[]> {
  const text = await readFile(file(home), 'utf8').catch(() => undefined)
  return text === undefined ? [] : (JSON.parse(text) as Account[])
}

export async function writeAccounts(home: string, accounts: Account[]): Promise<void> {
  const scratch = `${file(home)}.new`
  await writeFile(scratch, `${JSON.stringify(accounts, null, 2)}\n`, { mode: 0o600, flush: true })
  await rename(scratch, file(home))
}

/** 20 characters of base64url: 120 random bits, easy to select with a double click. */
export const newPassword = (): string => randomBytes(15).toString('base64url').replaceAll('-', 'x').replaceAll('_', 'y')
