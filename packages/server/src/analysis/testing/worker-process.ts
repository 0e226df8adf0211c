/** A worker in a process of its own, for tests that kill it. argv: the options as JSON. Says `ready`; SIGTERM stops it. */
import { urlAs } from '@firstread/database'
import { testRootKey } from '@firstread/testing'
import { keysFrom, openApp, readConfig, startWorker } from '../../index.ts'

export type WorkerProcessOptions = {
  adminUrl: string
  home: string
  models: string
  beatMs: number
  deadAfterMs: number
  drainMs: number
}

const options: WorkerProcessOptions = JSON.parse(process.argv[2] ?? '')
const { adminUrl, home, models, ...times } = options
const keys = keysFrom(testRootKey)
const config = readConfig({ FIRSTREAD_HOME: home, FIRSTREAD_MODELS: models, LOG_LEVEL: 'error' })
const opened = await openApp({ config, keys, adminUrl, part: 'worker' })
const app = Object.assign(opened, { workerId: `test-${process.pid}` })
const worker = await startWorker({ app, databaseUrl: urlAs(adminUrl, 'fr_worker', keys.root), ...times })
process.once('SIGTERM', async () => {
  await worker.stop()
  await opened.close()
  process.exit(0)
})
process.stdout.write('ready\n')
