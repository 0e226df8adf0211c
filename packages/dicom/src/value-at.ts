import type { DataSet } from './data-set.ts'
import { inOrder } from './encode/rewrite.ts'
import type { DicomFile } from './file.ts'

/**
 * One value as the path of a bulk value names it: tags and item numbers (0-based) from the top, `00081140/0/00420011`.
 *
 * @returns its bytes in little endian, as PS3.18 wants bulk data; undefined when there is none, or it is a sequence or encapsulated
 */
export function valueAt({ dataSet }: DicomFile, path: string): Uint8Array | undefined {
  const steps = path.split('/')
  const tag = Number.parseInt(steps.pop() ?? '', 16)
  let set: DataSet | undefined = dataSet
  for (let at = 0; at + 1 < steps.length && set; at += 2)
    set = set.items(Number.parseInt(steps[at] ?? '', 16))[Number(steps[at + 1])]
  const element = set?.element(tag)
  const bytes = set?.bytes(tag)
  return element && bytes && inOrder(bytes, element.vr, set?.source.littleEndian ?? true, true)
}
