/** Python and TypeScript must agree: pictures by formula, prepared and read on both sides (training/vectors.py made the file). */
import { createHash } from 'node:crypto'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, describe, expect, test } from 'vitest'
import { softmax } from './decide.ts'
import { prepare } from './image/prepare.ts'
import type { LoadedModel } from './model/load.ts'
import { readModel } from './model/load.ts'
import { type Network, openNetwork } from './network/network.ts'
import { chestModel, haveChestModel } from './testing/test-data.ts'

const path = join(chestModel, '../../training/vectors/preprocess.json')
const present = haveChestModel && existsSync(path)
if (!present) console.warn('no model or no training/vectors/preprocess.json: Python and TypeScript are not compared')

type Case = {
  formula: keyof typeof formulas
  width: number
  height: number
  pixelsSha256: string
  tensorMean: number
  tensorSamples: number[]
  logits: number[]
  probabilities: number[]
  gate: number[]
  quality: number[]
  embeddingDistance: number
  camCorners: number[][]
}
type Vectors = { modelSha256: string; places: [number, number][]; cases: Case[] }

/** The same arithmetic as `training/vectors.py`; the xor of products beyond 2³¹ needs big integers. */
const formulas = {
  gradient: (x: number, _: number, w: number) => Math.floor((x * 255) / (w - 1)),
  checks: (x: number, y: number) => ((Math.floor(x / 7) + Math.floor(y / 5)) % 2) * 255,
  hash: (x: number, y: number) => Number((BigInt(x * 73856093) ^ BigInt(y * 19349663)) % 251n),
  phantom: (x: number, y: number, w: number, h: number) => {
    const u = (2 * x + 1) / w - 1
    const t = (2 * y + 1) / h - 1
    const lung = (side: number) => ((u + side) / 0.28) ** 2 + ((t + 0.1) / 0.6) ** 2 < 1
    if (Math.abs(u) < 0.08) return 200
    if (lung(-0.4) || lung(0.4)) return 60 + ((y * 97) % 41)
    return (u * u) / 0.85 + t * t < 1 ? 150 : 30
  },
}

const draw = ({ formula, width, height }: Case) =>
  Uint8Array.from({ length: width * height }, (_, i) =>
    formulas[formula](i % width, Math.floor(i / width), width, height),
  )

const rootMeanSquare = (values: Float32Array) =>
  Math.sqrt(values.reduce((sum, value) => sum + value * value, 0) / values.length)

describe.skipIf(!present)('what Python prepares and reads', () => {
  const { modelSha256, places, cases }: Vectors = present
    ? JSON.parse(readFileSync(path, 'utf8'))
    : { modelSha256: '', places: [], cases: [] }
  let model: LoadedModel
  let network: Network
  beforeAll(async () => {
    model = await readModel(chestModel)
    network = await openNetwork(model, 1)
  })

  test('is about this very network', () => expect(modelSha256).toBe(model.manifest.sha256))

  test.each(cases.map((one) => [`${one.formula} ${one.width} × ${one.height}`, one] as const))(
    '%s is the same here',
    async (_, one) => {
      const values = draw(one)
      expect(createHash('sha256').update(values).digest('hex')).toBe(one.pixelsSha256)
      const picture = { width: one.width, height: one.height, values, white: 255, chroma: 0, steps: [], context: {} }
      const { pixels } = prepare(picture, model.manifest)
      const samples = places.map(([row, column]) => pixels[row * 224 + column] as number)
      const furthest = Math.max(...samples.map((value, i) => Math.abs(value - (one.tensorSamples[i] as number))))
      // A thousandth of the bound of 1/255: the arithmetic is the same, only the file rounds to six digits.
      expect(furthest).toBeLessThan(4e-6)
      expect(pixels.reduce((sum, value) => sum + value, 0) / pixels.length).toBeCloseTo(one.tensorMean, 5)

      const output = await network.run(pixels)
      const near = (found: ArrayLike<number>, expected: number[], digits: number) => {
        for (const [i, value] of expected.entries()) expect(found[i]).toBeCloseTo(value, digits)
      }
      near(softmax(output.logits, model.manifest.calibration.temperature), one.probabilities, 3)
      near(softmax(output.gate ?? []), one.gate, 3)
      near(softmax(output.quality ?? []), one.quality, 3)
      expect(rootMeanSquare(output.embedding ?? new Float32Array())).toBeCloseTo(one.embeddingDistance, 3)
      const { values: maps = new Float32Array(), width = 0, height = 0 } = output.maps ?? {}
      const corners = [0, width - 1, (height - 1) * width, height * width - 1]
      for (const [c, expected] of one.camCorners.entries()) {
        const map = maps.subarray(c * width * height, (c + 1) * width * height)
        near(
          corners.map((at) => map[at] as number),
          expected,
          2,
        )
      }
    },
  )
})
