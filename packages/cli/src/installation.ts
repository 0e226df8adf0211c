import { mkdir } from 'node:fs/promises'
import { migrate, type ResolvedDatabase, resolveDatabase } from '@firstread/database'
import { type Config, type Keys, loadKeys, readConfig } from '@firstread/server'

/** Everything a command needs of this installation: settings, keys, a migrated database. */
export type Installation = { config: Config; keys: Keys; database: ResolvedDatabase }

export async function openInstallation(env: NodeJS.ProcessEnv = process.env): Promise<Installation> {
  const config = readConfig(env)
  await mkdir(config.FIRSTREAD_HOME, { recursive: true, mode: 0o700 })
  const keys = await loadKeys(config)
  const database = await resolveDatabase({ ...env, FIRSTREAD_HOME: config.FIRSTREAD_HOME })
  try {
    await migrate(database.url, { rootKey: keys.root })
  } catch (error) {
    await database.stop()
    throw error
  }
  return { config, keys, database }
}

/** Opens, works, and always stops the database that it started. */
export async function withInstallation<T>(work: (installation: Installation) => Promise<T>): Promise<T> {
  const installation = await openInstallation()
  try {
    return await work(installation)
  } finally {
    await installation.database.stop()
  }
}
