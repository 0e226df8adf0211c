import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { type Flaw, testPackage } from '../testing/test-network.ts'
import { loadModelPackage } from './load.ts'

describe('a model package', () => {
  test('that is sound is described: name, opset, signature', async () => {
    const { manifest, network } = await loadModelPackage(await testPackage())
    expect(manifest.name).toBe('test-brightness')
    expect(network.opset).toBe(17)
    expect(network.nodes).toBe(3)
    expect(network.inputs).toEqual([{ name: 'image', elementType: 1, shape: [undefined, 1, 224, 224] }])
    expect(network.outputs.map(({ name, shape }) => [name, shape])).toEqual([
      ['logits', [undefined, 3]],
      ['cam', [undefined, 3, 14, 14]],
    ])
  })

  test.each<[Flaw, string]>([
    ['external-data', 'model-external-data'],
    ['custom-operator', 'model-custom-operator'],
    ['wrong-input', 'model-shape'],
    ['wrong-classes', 'model-shape'],
    ['no-maps', 'model-shape'],
    ['cut-short', 'model-invalid'],
  ])('with %s is refused as %s before native code sees it', async (flaw, code) => {
    await expect(loadModelPackage(await testPackage(flaw))).rejects.toMatchObject({ code })
  })

  test('whose network was changed by one byte is refused as model-hash', async () => {
    const dir = await testPackage()
    const { network: _, manifest } = await loadModelPackage(dir)
    const path = join(dir, manifest.file)
    const bytes = await import('node:fs/promises').then(({ readFile }) => readFile(path))
    bytes[bytes.length - 1]! ^= 1
    await writeFile(path, bytes)
    await expect(loadModelPackage(dir)).rejects.toMatchObject({ code: 'model-hash' })
  })

  test('without model.json is model-missing, and so is one without its network', async () => {
    await expect(loadModelPackage('/nonexistent')).rejects.toMatchObject({ code: 'model-missing' })
    const dir = await testPackage(undefined, (manifest) => ({ ...manifest, file: 'other.onnx' }))
    await expect(loadModelPackage(dir)).rejects.toMatchObject({ code: 'model-missing' })
  })

  test.each([
    ['a path instead of a file name', { file: '../../secret.onnx' }],
    ['a class without a risk', { risk: { dark: 'low' } }],
    ['a temperature of nothing', { calibration: { temperature: 0 } }],
    ['an unknown resize', { input: { resize: 'letterbox' } }],
    ['colour input', { input: { channels: 3 } }],
  ])('with %s is refused as model-invalid, naming the field', async (_, change) => {
    const dir = await testPackage(undefined, (manifest) => ({ ...manifest, ...change }))
    await expect(loadModelPackage(dir)).rejects.toMatchObject({ code: 'model-invalid' })
  })

  test('whose model.json is no JSON is model-invalid', async () => {
    const dir = await testPackage()
    await writeFile(join(dir, 'model.json'), '{"name":')
    await expect(loadModelPackage(dir)).rejects.toMatchObject({ code: 'model-invalid' })
  })
})
