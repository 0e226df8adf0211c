import { execFile } from 'node:child_process'
import { resolve } from 'node:path'
import { promisify } from 'node:util'
import { type Connection, connect } from '@firstread/client'

const run = promisify(execFile)
const main = resolve(import.meta.dirname, '../../packages/cli/bin/firstread.mjs')

export type People = { url: string; patientId: string; radiologist: Connection; doctor: Connection }

/** Made with the operator's own command, logged in like everybody. */
export async function makePeople(home: string, databaseUrl: string, url: string): Promise<People> {
  const env = { ...process.env, FIRSTREAD_HOME: home, DATABASE_URL: databaseUrl }
  const make = async (role: string) => {
    const { stdout } = await run(
      process.execPath,
      [
        main,
        'user',
        'create',
        '--email',
        `${role}@durability.test`,
        '--role',
        role,
        '--name',
        `Some ${role}`,
        '--json',
      ],
      { env },
    )
    return JSON.parse(stdout) as { id: string; email: string; password: string }
  }
  const patient = await make('patient')
  return {
    url,
    patientId: patient.id,
    radiologist: await connect(url, await make('radiologist')),
    doctor: await connect(url, await make('doctor')),
  }
}
