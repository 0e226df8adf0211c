/**
 * The least there is: ONNX Runtime alone, the same network, the same threads, a tensor that is ready.
 * Prints images a second. Usage: raw.ts MODEL IMAGES THREADS
 */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { InferenceSession, Tensor } from 'onnxruntime-node'

const [modelDir = '', count = '200', threads = '1'] = process.argv.slice(2)
const { file, input } = JSON.parse(readFileSync(join(modelDir, 'model.json'), 'utf8'))
const session = await InferenceSession.create(readFileSync(join(modelDir, file)), {
  intraOpNumThreads: Number(threads),
  interOpNumThreads: 1,
  executionMode: 'sequential',
  graphOptimizationLevel: 'all',
})
const side = input.height * input.width
const pixels = Float32Array.from({ length: side }, (_, i) => (i % input.width) / input.width)
const run = () => session.run({ [input.name]: new Tensor('float32', pixels, [1, 1, input.height, input.width]) })
for (let i = 0; i < 10; i++) await run()
const start = performance.now()
for (let i = 0; i < Number(count); i++) await run()
console.log(((1000 * Number(count)) / (performance.now() - start)).toFixed(2))
