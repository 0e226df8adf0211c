import { runDueJobs, startWorker, type WorkerApp } from '@firstread/server'

export type TestWorker = { stop(): Promise<void> }

/** The real worker on the test's database, either until the queue is empty or for as long as the test runs. */
export function workerOf(app: WorkerApp, databaseUrl: string) {
  const running: TestWorker[] = []
  return {
    runAll: () => runDueJobs({ app, databaseUrl }),
    async start(): Promise<TestWorker> {
      const worker = await startWorker({ app, databaseUrl })
      running.push(worker)
      return worker
    },
    async stop(): Promise<void> {
      await Promise.all(running.splice(0).map((worker) => worker.stop()))
    },
  }
}
