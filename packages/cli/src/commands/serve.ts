import { type Dicom, serve } from '@firstread/server'
import { Command } from 'commander'
import { openInstallation } from '../installation.ts'
import { untilStopped } from '../until-stopped.ts'

export const serveCommand = () =>
  new Command('serve')
    .description('Serve the HTTP API, and DICOM when DICOM_PORT is given; with --all also run the jobs')
    .option('--all', 'API, DICOM and worker in one process')
    .action(({ all }: { all?: true }) => run({ api: true, worker: all === true }))

export const workerCommand = () =>
  new Command('worker').description('Run the jobs').action(async () => {
    // The embedded database belongs to the process that started it, so a lone worker needs one to share.
    if (!process.env.DATABASE_URL)
      throw new Error('A worker by itself needs DATABASE_URL. Without it, use `firstread serve --all`.')
    await run({ api: false, worker: true })
  })

export const scpCommand = () =>
  new Command('scp').description('Listen for DICOM: C-ECHO, C-STORE, C-FIND, C-GET, C-MOVE').action(async () => {
    if (!process.env.DATABASE_URL)
      throw new Error(
        'A DICOM listener by itself needs DATABASE_URL. Without it, use `firstread serve` with DICOM_PORT.',
      )
    await run({ api: false, worker: false, scp: true })
  })

async function run(parts: { api: boolean; worker: boolean; scp?: boolean }): Promise<void> {
  const { config, keys, database } = await openInstallation()
  const running = await serve({ config, keys, adminUrl: database.url, ...parts }).catch(async (error) => {
    await database.stop()
    throw error
  })
  if (running.url) process.stdout.write(`Firstread serves ${running.url}\n`)
  if (running.dicom) process.stdout.write(`Firstread listens for DICOM: ${dicomLine(running.dicom)}\n`)
  if (parts.worker && !parts.api) process.stdout.write('Firstread runs jobs\n')
  await untilStopped(async () => {
    await running.stop()
    await database.stop()
  })
}

/** `FIRSTREAD at 127.0.0.1:11112, without TLS`: what a modality has to be told. */
export const dicomLine = ({ aeTitle, host, port, isPlain }: Dicom): string =>
  `${aeTitle} at ${host}:${port}, ${isPlain ? 'without TLS, from this machine only' : 'with mutual TLS'}`
