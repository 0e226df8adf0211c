/**
 * The whole way, as production goes it: files in, readings with attention maps out, decoded and read in the locked-away process.
 * Prints images a second and the median of one image alone. Usage: pipeline.ts MODEL IMAGES THREADS FILE…
 */
import { readFileSync } from 'node:fs'
import { startReader } from '@firstread/inference'

const [modelDir = '', count = '200', threads = '1', ...files] = process.argv.slice(2)
const films = files.map((file) => readFileSync(file))
const reader = await startReader({ modelDir, threads: Number(threads), prefetch: 4 })
const read = (i: number) =>
  reader.analyze({ images: [{ imageId: String(i), bytes: films[i % films.length] ?? Buffer.alloc(0) }], context: {} })

/** Four in flight, as a worker with a queue has them. */
async function readAll(total: number): Promise<void> {
  let next = 0
  const lane = async () => {
    for (let i = next++; i < total; i = next++) await read(i)
  }
  await Promise.all([lane(), lane(), lane(), lane()])
}

await readAll(20)
const start = performance.now()
await readAll(Number(count))
const rate = (1000 * Number(count)) / (performance.now() - start)

const alone: number[] = []
for (let i = 0; i < 25; i++) {
  const begin = performance.now()
  await read(i)
  alone.push(performance.now() - begin)
}
alone.sort((a, b) => a - b)
const outcomes = new Set(await Promise.all(films.slice(0, 8).map(async (_, i) => (await read(i)).outcome)))
await reader.close()
console.log(`${rate.toFixed(2)} ${alone[12]?.toFixed(1)} ${[...outcomes].join('+')}`)
