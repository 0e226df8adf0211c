// Started by the tests as a process of its own: serves a data folder, or without one a throw-away server, until it is
// killed, and says what it started.
import { startEmbedded } from './start.ts'

const dataDir = process.argv[2]
const { url, pid } = await startEmbedded(dataDir ? { dataDir } : { ephemeral: true })
console.log(JSON.stringify({ url, pid }))
setInterval(() => undefined, 60_000)
