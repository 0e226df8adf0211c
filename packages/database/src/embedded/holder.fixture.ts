// Started by the tests as a process of its own: serves a data folder until it is killed, and says what it started.
import { startEmbedded } from './start.ts'

const { url, pid } = await startEmbedded({ dataDir: process.argv[2] as string })
console.log(JSON.stringify({ url, pid }))
setInterval(() => undefined, 60_000)
