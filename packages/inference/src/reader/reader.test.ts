import { readdirSync, readFileSync, readlinkSync, writeFileSync } from 'node:fs'
import { rename, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import sharp from 'sharp'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Reader, startReader } from '../index.ts'
import type { StudyContext } from '../reading.ts'
import { png8, png16, waves } from '../testing/pictures.ts'
import { testManifest, testNetwork, testPackage } from '../testing/test-network.ts'

const size = { width: 240, height: 200 }
const context: StudyContext = {
  modality: 'DX',
  bodyPart: 'CHEST',
  viewPosition: 'AP',
  patientAgeYears: 3,
  device: 'Acme',
}

const study = (...pictures: Uint8Array[]) => ({
  images: pictures.map((bytes, i) => ({ imageId: `image ${i}`, bytes })),
  context,
})

const alive = (pid: number | undefined) => {
  try {
    return pid !== undefined && process.kill(pid, 0)
  } catch {
    return false
  }
}

describe('a reader', () => {
  let reader: Reader
  let dark: Buffer
  let bright: Buffer
  beforeAll(async () => {
    reader = await startReader({ modelDir: await testPackage() })
    dark = await png8(waves(size, 0.25), size)
    bright = await png8(waves(size, 0.7), size)
  })
  afterAll(() => reader.close())

  test('reads a picture: a risk, probabilities that sum to one, a map in its geometry, and how it came about', async () => {
    const reading = await reader.analyze(study(bright))
    expect(reading).toMatchObject({
      outcome: 'read',
      riskCategory: 'high',
      width: 240,
      height: 200,
      modelName: 'test-brightness',
    })
    const { low, medium, high } = reading.probabilities ?? { low: 0, medium: 0, high: 0 }
    expect(low + medium + high).toBeCloseTo(1, 12)
    // mean brightness 0.7 gives logits 8 − 11.2, 1, 11.2 − 8: softmax of −3.2, 1, 3.2
    expect(high).toBeCloseTo(Math.exp(3.2) / (Math.exp(3.2) + Math.exp(1) + Math.exp(-3.2)), 2)
    expect(reading.riskProbability).toBe(high)
    expect(reading.attention).toMatchObject({ width: 240, height: 200 })
    expect(reading.preprocessing.map(({ step }) => step)).toEqual(['decode', 'resize'])
    expect(reading.flags).toEqual([])
  })

  test('gives the same bits for the same bytes, whoever was read in between', async () => {
    const { timings: _, processingTimeMs: __, images: ___, ...first } = await reader.analyze(study(bright))
    await reader.analyze(study(dark))
    const { timings: ____, processingTimeMs: _____, images: ______, ...again } = await reader.analyze(study(bright))
    expect(again).toEqual(first)
  })

  test('lets the worst credible image of a study decide and keeps each result', async () => {
    const reading = await reader.analyze(study(dark, bright, Buffer.from('no picture at all')))
    expect(reading).toMatchObject({ outcome: 'read', riskCategory: 'high', decidingImageId: 'image 1' })
    expect(reading.images.map(({ outcome }) => outcome)).toEqual(['read', 'read', 'failed'])
    expect(reading.flags.map(({ code }) => code)).toContain('images_not_read')
  })

  test('reads sixteen bits as eight', async () => {
    const values = waves(size, 0.45)
    const [deep, flat] = await Promise.all(
      [png16(values, size), png8(values, size)].map(async (picture) => reader.analyze(study(await picture))),
    )
    expect(deep?.preprocessing[0]).toMatchObject({ bits: 16 })
    expect(deep?.probabilities?.medium).toBeCloseTo(flat?.probabilities?.medium ?? 0, 3)
  })

  test('refuses by metadata before it decodes anything', async () => {
    const ct = await reader.analyze({ ...study(bright), context: { ...context, modality: 'CT' } })
    expect(ct).toMatchObject({ outcome: 'out_of_scope', reason: 'wrong_modality', preprocessing: [] })
    expect(ct.riskCategory).toBeUndefined()
    const lateral = await reader.analyze({ ...study(bright), context: { ...context, viewPosition: 'LL' } })
    expect(lateral).toMatchObject({ outcome: 'out_of_scope', reason: 'lateral_view' })
  })

  test('reads an adult and says that the model was not made for adults', async () => {
    const reading = await reader.analyze({ ...study(bright), context: { ...context, patientAgeYears: 40 } })
    expect(reading.outcome).toBe('read')
    expect(reading.flags.map(({ code }) => code)).toEqual(['adult'])
  })

  test('renders for people, no larger than asked and never larger than it is', async () => {
    expect(await reader.render(bright, { format: 'png', maxSide: 60 })).toMatchObject({ width: 60, height: 50 })
    const jpeg = await reader.render(bright, { format: 'jpeg', maxSide: 4000 })
    expect(jpeg).toMatchObject({ width: 240, height: 200 })
    expect([...jpeg.bytes.subarray(0, 3)]).toEqual([0xff, 0xd8, 0xff])
    await expect(reader.render(bright, { format: 'png', frame: 1 })).rejects.toMatchObject({ code: 'no-such-frame' })
    await expect(reader.render(Buffer.from('%PDF-1.7'), { format: 'png' })).rejects.toMatchObject({
      code: 'unsupported-type',
    })
  })

  test('answers many at once, each its own', async () => {
    const readings = await Promise.all(
      Array.from({ length: 12 }, (_, i) => reader.analyze(study(i % 2 === 0 ? dark : bright))),
    )
    expect(readings.map(({ riskCategory }) => riskCategory)).toEqual(
      Array.from({ length: 12 }, (_, i) => (i % 2 === 0 ? 'low' : 'high')),
    )
  })

  test.skipIf(process.platform !== 'linux')('is locked away: no environment, no network of its own', async () => {
    const { pid, networkRemoved } = reader.status()
    const environment = readFileSync(`/proc/${pid}/environ`, 'latin1')
      .split('\0')
      .map((line) => line.split('=')[0])
    expect(environment.filter(Boolean).sort()).toEqual([
      'LANG',
      'MALLOC_ARENA_MAX',
      'NODE_CHANNEL_FD',
      'NODE_CHANNEL_SERIALIZATION_MODE',
    ])
    expect(readFileSync(`/proc/${pid}/cmdline`, 'latin1')).toContain('--permission')
    const own = readlinkSync('/proc/self/ns/net')
    expect(networkRemoved).toBe(readlinkSync(`/proc/${pid}/ns/net`) !== own)
    const sockets = readdirSync(`/proc/${pid}/fd`).length
    expect(sockets).toBeGreaterThan(0)
  })
})

describe('a reader whose child dies', () => {
  test('rejects the request in hand, starts another child and gives the same answer as before', async () => {
    await using reader = await disposable()
    const picture = await png8(waves(size, 0.7), size)
    const before = await reader.analyze(study(picture))
    const first = reader.pid
    const big = reader.analyze(study(await largePicture()))
    process.kill(first ?? 0, 'SIGKILL')
    await expect(big).rejects.toMatchObject({ code: 'child-died' })
    const after = await reader.analyze(study(picture))
    expect(after.probabilities).toEqual(before.probabilities)
    expect(reader.pid).not.toBe(first)
    expect(reader.status().restarts).toBe(1)
  })

  test('tries neighbours again: only the one that was alone in hand fails', async () => {
    await using reader = await disposable()
    const picture = await largePicture()
    const readings = Array.from({ length: 3 }, () => reader.analyze(study(picture)))
    process.kill(reader.pid ?? 0, 'SIGKILL')
    expect((await Promise.all(readings)).map(({ outcome }) => outcome)).toEqual(['read', 'read', 'read'])
  })

  test('kills a reading that takes too long, as timeout', async () => {
    await using reader = await disposable({ timeoutMs: 40 })
    await expect(reader.analyze(study(await largePicture()))).rejects.toMatchObject({ code: 'timeout' })
    await waitFor(() => alive(reader.pid))
  })

  test('kills a reading that takes too much memory, as memory, and lives on', async () => {
    const idle = await disposable().then(async (other) => {
      const { residentMiB = 0 } = other.status()
      await other.close()
      return residentMiB
    })
    await using reader = await disposable({ memoryLimitMiB: idle + 40 })
    await expect(reader.analyze(study(await stretched(7900)))).rejects.toMatchObject({ code: 'memory' })
    const picture = await png8(waves(size, 0.7), size)
    expect((await reader.analyze(study(picture))).outcome).toBe('read')
  })

  test('does not use a model that was replaced on disk meanwhile', async () => {
    const modelDir = await testPackage()
    await using reader = await disposable({ modelDir })
    const other = Buffer.concat([testNetwork(), Buffer.from([0x12, 0x01, 0x61])]) // producer_name = "a"
    await writeFile(join(modelDir, 'next.onnx'), other)
    await rename(join(modelDir, 'next.onnx'), join(modelDir, 'test.onnx'))
    writeFileSync(join(modelDir, 'model.json'), JSON.stringify(testManifest(other)))
    process.kill(reader.pid ?? 0, 'SIGKILL')
    const picture = await png8(waves(size, 0.7), size)
    await waitFor(() => !alive(reader.pid))
    await expect(reader.analyze(study(picture))).rejects.toMatchObject({ code: 'model-hash' })
  })

  test('leaves no process behind when it is closed, and refuses what comes after', async () => {
    const reader = await startReader({ modelDir: await testPackage() })
    const { pid } = reader
    const inHand = reader.analyze(study(await largePicture()))
    await Promise.all([expect(inHand).rejects.toMatchObject({ code: 'closed' }), reader.close()])
    expect(alive(pid)).toBe(false)
    await expect(reader.analyze(study(Buffer.alloc(10)))).rejects.toMatchObject({ code: 'closed' })
  })
})

describe('a model that cannot run', () => {
  test('is refused at the start: weights that are no numbers', async () => {
    await expect(startReader({ modelDir: await testPackage('nan-weights') })).rejects.toMatchObject({
      code: 'not-finite',
    })
  })
})

async function disposable(options: { modelDir?: string; timeoutMs?: number; memoryLimitMiB?: number } = {}) {
  const reader = await startReader({ modelDir: await testPackage(), ...options })
  return Object.assign(Object.create(reader) as Reader, { [Symbol.asyncDispose]: () => reader.close() })
}

/** Stretched from a small one: 36 or 64 million pixels are slow to compute one by one. */
const stretched = async (side: number) => {
  const small = await png8(waves({ width: 300, height: 300 }, 0.5), { width: 300, height: 300 })
  return sharp(small).resize(side, side, { fit: 'fill', kernel: 'nearest' }).png({ compressionLevel: 1 }).toBuffer()
}

/** Takes well over a tenth of a second to read. */
let large: Promise<Buffer> | undefined
const largePicture = () => {
  large ??= stretched(6000)
  return large
}

async function waitFor(condition: () => boolean): Promise<void> {
  while (!condition()) await new Promise((resolve) => setTimeout(resolve, 10))
}
