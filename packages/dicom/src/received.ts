import { type DicomJson, toJson } from './json.ts'
import { type Limits, withDefaults } from './limits.ts'
import { newContext } from './parse-context.ts'
import { readDataSet } from './parser.ts'
import { settleSignedChoices } from './signed-choice.ts'
import { transferSyntax } from './transfer-syntax.ts'

/**
 * Reads a whole data set as it came over the network: no preamble, no file meta information, and a transfer syntax that
 * was agreed upon. An empty one is fine. Meant for small ones, like the identifier of a query: nothing is left out as bulk.
 *
 * @param transferSyntaxUid  one that is not deflated
 * @throws DicomError  truncated, malformed, too-deep, too-many-elements
 */
export function parseDataSet(bytes: Uint8Array, transferSyntaxUid: string, limits?: Partial<Limits>): DicomJson {
  const encoding = transferSyntax(transferSyntaxUid)
  const ctx = newContext(bytes, bytes.length, withDefaults(limits), false)
  const { set } = readDataSet(ctx, 0, encoding, { to: bytes.length, depth: 0, delimited: false })
  settleSignedChoices(set)
  return toJson(set, bytes.length)
}
