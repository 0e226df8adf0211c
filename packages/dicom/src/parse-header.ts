import { implicitVr } from './dictionary.ts'
import { type Context, type Encoding, type Header, need, readTag } from './parse-context.ts'
import { ruleOf, type Vr, vrFromCode } from './vr.ts'

/** Reads tag, VR and length of one element (PS3.5 7.1); eight bytes are known to be there. */
export function readHeader(ctx: Context, at: number, tag: number, { explicit, littleEndian }: Encoding): Header {
  const { view } = ctx
  if (!explicit) return { tag, vr: implicitVr(tag), length: view.getUint32(at + 4, littleEndian), at: at + 8 }
  const vr = vrFromCode(view.getUint16(at + 4, false))
  if (vr === undefined) return readOddHeader(ctx, at, tag, littleEndian)
  if (!ruleOf(vr).long) return { tag, vr, length: view.getUint16(at + 6, littleEndian), at: at + 8 }
  need(ctx, at + 12)
  return { tag, vr, length: view.getUint32(at + 8, littleEndian), at: at + 12 }
}

/**
 * The VR is none that we know. Three habits are seen: a VR of the future (two letters, 32-bit length: PS3.5 6.2), blanks
 * or zeros with a 16-bit length, and elements written without VR. The one whose value ends at a later tag is taken.
 */
function readOddHeader(ctx: Context, at: number, tag: number, littleEndian: boolean): Header {
  const { view } = ctx
  ctx.warnings.add('unknown-vr')
  const vr = implicitVr(tag)
  const short = { tag, vr, length: view.getUint16(at + 6, littleEndian), at: at + 8 }
  const none = { tag, vr, length: view.getUint32(at + 4, littleEndian), at: at + 8 }
  const mayBeLong = view.getUint16(at + 6) === 0 && at + 12 <= ctx.bytes.length // two reserved zeros
  const long = mayBeLong ? [{ tag, vr: 'UN' as Vr, length: view.getUint32(at + 8, littleEndian), at: at + 12 }] : []
  return [...long, short, none].find((c) => endsBeforeLaterTag(ctx, c, littleEndian)) ?? short
}

function endsBeforeLaterTag(ctx: Context, { tag, length, at }: Header, littleEndian: boolean): boolean {
  const next = at + length
  if (next === ctx.total) return true
  if (next + 4 > ctx.bytes.length) return false
  const following = readTag(ctx, next, littleEndian)
  return following > tag && (following >>> 16 <= 0x7fe0 || following >>> 16 === 0xfffe)
}
