import { pduTypes } from './control.ts'

const HEADER = 12
const PDV_HEADER = 6

/** We send no more at once even to peers that take any length: another message may want to go. */
const MOST = 256 * 1024
/** A peer that asks for less than this has not understood the question. */
const LEAST = 128

/**
 * Bytes of a message that fit into one PDU with one PDV.
 *
 * @param maximumLength  as the peer announced it, 0 is any
 * @returns an even number: fragments have even lengths (PS3.8 E.1)
 */
export function roomFor(maximumLength: number): number {
  const length = maximumLength === 0 ? MOST : Math.min(MOST, Math.max(LEAST, maximumLength))
  return (length - PDV_HEADER) & ~1
}

/** PDU header and PDV header in one. */
function dataHeader(contextId: number, length: number, isCommand: boolean, isLast: boolean): Buffer {
  const header = Buffer.allocUnsafe(HEADER)
  header.writeUInt16BE(pduTypes.data << 8, 0)
  header.writeUInt32BE(length + PDV_HEADER, 2)
  header.writeUInt32BE(length + 2, 6)
  header.writeUInt8(contextId, 10)
  header.writeUInt8((isCommand ? 1 : 0) | (isLast ? 2 : 0), 11)
  return header
}

export function commandPdus(contextId: number, command: Buffer, room: number): Buffer[] {
  const pdus: Buffer[] = []
  for (let at = 0; at < command.length; at += room) {
    const part = command.subarray(at, at + room)
    pdus.push(dataHeader(contextId, part.length, true, at + room >= command.length), part)
  }
  return pdus
}

/** A deflated data set may be odd in a file; on the wire a NULL byte makes it even (PS3.5 A.5, PS3.8 E.1). */
const padding = Buffer.alloc(1)

/** A data set as P-DATA-TF PDUs of `room` bytes, without copying: each value is one PDU in several buffers. */
export async function* dataPdus(
  contextId: number,
  dataSet: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
  room: number,
): AsyncGenerator<Uint8Array[]> {
  let pieces: Uint8Array[] = []
  let held = 0
  for await (const bytes of dataSet) {
    for (let at = 0; at < bytes.length; ) {
      // A full one waits for its successor: only that tells that it is not the last.
      if (held === room) {
        yield [dataHeader(contextId, held, false, false), ...pieces]
        pieces = []
        held = 0
      }
      const piece = bytes.subarray(at, at + room - held)
      pieces.push(piece)
      held += piece.length
      at += piece.length
    }
  }
  if (held % 2 === 1) pieces.push(padding)
  yield [dataHeader(contextId, held + (held % 2), false, true), ...pieces]
}
