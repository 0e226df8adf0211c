import { serve } from '@firstread/server'
import { Command } from 'commander'
import { openInstallation } from '../installation.ts'
import { untilStopped } from '../until-stopped.ts'

export const serveCommand = () =>
  new Command('serve')
    .description('Serve the HTTP API; with --all also run the jobs')
    .option('--all', 'API and worker in one process')
    .action(({ all }: { all?: true }) => run({ api: true, worker: all === true }))

export const workerCommand = () =>
  new Command('worker').description('Run the jobs').action(async () => {
    // The embedded database belongs to the process that started it, so a lone worker needs one to share.
    if (!process.env.DATABASE_URL)
      throw new Error('A worker by itself needs DATABASE_URL. Without it, use `firstread serve --all`.')
    await run({ api: false, worker: true })
  })

async function run(parts: { api: boolean; worker: boolean }): Promise<void> {
  const { config, keys, database } = await openInstallation()
  const running = await serve({ config, keys, adminUrl: database.url, ...parts }).catch(async (error) => {
    await database.stop()
    throw error
  })
  process.stdout.write(running.url ? `Firstread serves ${running.url}\n` : 'Firstread runs jobs\n')
  await untilStopped(async () => {
    await running.stop()
    await database.stop()
  })
}
