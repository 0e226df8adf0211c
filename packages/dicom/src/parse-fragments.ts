import type { DataSet, Fragment } from './data-set.ts'
import { DicomError } from './errors.ts'
import {
  addElement,
  type Context,
  countOne,
  type Encoding,
  type Header,
  ITEM,
  need,
  readTag,
  SEQUENCE_END,
  UNDEFINED_LENGTH,
} from './parse-context.ts'

/** Encapsulated pixel data, PS3.5 A.4: items are fragments. A missing delimiter or a last fragment cut off is forgiven. */
export function readFragments(ctx: Context, set: DataSet, { tag, vr, at }: Header, { littleEndian }: Encoding): number {
  const fragments: Fragment[] = []
  const start = at
  for (;;) {
    if (at + 8 > ctx.total) {
      ctx.warnings.add('pixel-data-without-end')
      break
    }
    need(ctx, at + 8)
    const itemTag = readTag(ctx, at, littleEndian)
    const length = ctx.view.getUint32(at + 4, littleEndian)
    at += 8
    if (itemTag === SEQUENCE_END) break
    if (itemTag !== ITEM || length === UNDEFINED_LENGTH) throw new DicomError('malformed', 'a fragment is not an item')
    countOne(ctx)
    const kept = Math.min(length, ctx.total - at)
    if (kept < length) ctx.warnings.add('pixel-data-cut-off')
    fragments.push({ offset: at, length: kept })
    at += kept
  }
  addElement(ctx, set, { tag, vr, offset: start, length: at - start, fragments })
  return at
}
