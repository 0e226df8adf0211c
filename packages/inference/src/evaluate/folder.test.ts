import { mkdir, mkdtemp, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { beforeAll, describe, expect, test } from 'vitest'
import { png8, waves } from '../testing/pictures.ts'
import { testNetwork, testPackage } from '../testing/test-network.ts'
import type { Evaluation } from './evaluation.ts'
import { evaluateFolder } from './folder.ts'
import { evaluateFolds } from './folds.ts'
import { reportFiles } from './report.ts'

const size = { width: 224, height: 224 }

/** brightness of a picture, and what its label says: two labels are wrong on purpose, one picture is blank */
const pictures: [brightness: number, depth: number, label: string][] = [
  [0.2, 0.2, 'dark'],
  [0.25, 0.2, 'dark'],
  [0.3, 0.2, 'medium'],
  [0.5, 0.2, 'middle'],
  [0.52, 0.2, 'middle'],
  [0.7, 0.2, 'bright'],
  [0.72, 0.2, 'high'],
  [0.71, 0.2, 'low'],
  [0.5, 0, 'middle'],
]

let folder: string
let modelDir: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'firstread-evaluate-'))
  modelDir = await testPackage()
  await mkdir(join(folder, 'films'))
  const rows = pictures.map(async ([brightness, depth, label], i) => {
    await writeFile(join(folder, 'films', `${i}.png`), await png8(waves(size, brightness, depth), size))
    return `films/${i}.png,${label}`
  })
  await writeFile(join(folder, 'labels.csv'), ['file,class', ...(await Promise.all(rows))].join('\n'))
})

function check(evaluation: Evaluation) {
  expect(evaluation.images).toBe(9)
  expect(evaluation.notRead).toEqual([{ outcome: 'out_of_scope', reason: 'blank', low: 0, medium: 1, high: 0 }])
  expect(evaluation.metrics.confusion).toEqual([
    [2, 0, 1],
    [1, 2, 0],
    [0, 0, 2],
  ])
  expect(evaluation.metrics.accuracy?.value).toBe(6 / 8)
  expect(evaluation.speed.imagesPerSecond).toBeGreaterThan(0)
}

describe('an evaluation', () => {
  test('of a folder goes through the reader and counts by hand', async () => {
    const seen: number[] = []
    check(await evaluateFolder({ modelDir, imagesDir: folder, readers: 2 }, (done) => seen.push(done)))
    expect(seen).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9])
  })

  test('of folds reads each image with the network of its own fold', async () => {
    const foldsDir = await mkdtemp(join(tmpdir(), 'firstread-folds-'))
    for (const fold of [0, 1]) await writeFile(join(foldsDir, `fold${fold}.onnx`), testNetwork())
    const rows = pictures.map((_, i) => `films/${i}.png,${i % 2}`)
    await writeFile(join(foldsDir, 'folds.csv'), ['file,fold', ...rows].join('\n'))
    const evaluation = await evaluateFolds({ modelDir, imagesDir: folder, foldsDir })
    check(evaluation)
    expect(evaluation.networks?.map(({ file }) => file)).toEqual(['fold0.onnx', 'fold1.onnx'])
    await writeFile(join(foldsDir, 'folds.csv'), 'file,fold\nfilms/0.png,0\n')
    expect(await evaluateFolds({ modelDir, imagesDir: folder, foldsDir })).toMatchObject({ images: 1, withoutFold: 8 })
    await writeFile(join(foldsDir, 'folds.csv'), 'file,fold\nother.png,0\n')
    await expect(evaluateFolds({ modelDir, imagesDir: folder, foldsDir })).rejects.toMatchObject({ code: 'bad-labels' })
  })

  test('is written for programs and for people', async () => {
    const files = reportFiles(await evaluateFolder({ modelDir, imagesDir: folder }), 'firstread models evaluate')
    const [json, page, roc] = files.map(({ text }) => text)
    expect(JSON.parse(json ?? '').metrics.confusion[0]).toEqual([2, 0, 1])
    expect(page).toContain('| low (dark) | 2 | 0 | 1 |')
    expect(page).toContain('firstread models evaluate')
    expect(roc).toMatch(/^<svg [\s\S]*<polyline[\s\S]*<\/svg>\n$/)
  })
})
