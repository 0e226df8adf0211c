import { Problem } from '@firstread/contract'
import { frameMediaTypes as frameTypes, writableSyntaxes } from '@firstread/dicom'
import { type Accepted, isAnything, takes } from './accept.ts'

export const explicitLittleEndian = '1.2.840.10008.1.2.1'

export const octets = 'application/octet-stream'

/** Native pixels and what has no type of its own travel as octets. */
export const frameTypeOf = (syntax: string): string =>
  frameTypes.find(({ syntaxes }) => syntaxes.includes(syntax))?.type ?? octets

/** Syntaxes whose pixels are not encapsulated. */
const native = new Set(['1.2.840.10008.1.2', explicitLittleEndian, '1.2.840.10008.1.2.1.99', '1.2.840.10008.1.2.2'])
export const isNative = (syntax: string): boolean => native.has(syntax)

/** How something is sent: in one part or several, in which transfer syntax. */
export type Form = { isMultipart: boolean; transferSyntax: string }

/**
 * The transfer syntax of a DICOM file by PS3.18 8.7.3.5.2: the one that was named, the stored one for `*`, explicit little
 * endian when none was. Of several ranges the first that can be had wins.
 *
 * @param stored  of the instance
 * @param single  whether one part is an answer: it is when there is one instance
 * @throws Problem  not-acceptable
 */
export function dicomForm(accepted: readonly Accepted[], stored: string, single: boolean): Form {
  for (const range of accepted) {
    if (!takes(range, 'application/dicom') || (!range.isMultipart && !single && !isAnything(range))) continue
    const wanted = range.transferSyntax ?? explicitLittleEndian
    const transferSyntax = wanted === '*' ? stored : wanted
    if (transferSyntax === stored || writableSyntaxes.includes(transferSyntax))
      return { isMultipart: range.isMultipart || isAnything(range), transferSyntax }
  }
  throw notAcceptable('multipart/related; type="application/dicom" with a transfer-syntax of', [
    '*',
    ...writableSyntaxes,
  ])
}

/**
 * The form of frames: octets are native little endian, an image type is a code stream, `*` is what is stored. Without a wish,
 * coded frames stay as they are.
 *
 * @param single  whether one part is an answer: it is when one frame was asked for
 * @throws Problem  not-acceptable
 */
export function frameForm(accepted: readonly Accepted[], stored: string, single: boolean): Form {
  const asStored = isNative(stored) ? explicitLittleEndian : stored
  for (const range of accepted) {
    if (!range.isMultipart && !single && !isAnything(range)) continue
    const transferSyntax = frameSyntax(range, asStored)
    const canBe = transferSyntax === asStored || (transferSyntax && canCode(transferSyntax))
    if (transferSyntax && canBe) return { isMultipart: range.isMultipart || isAnything(range), transferSyntax }
  }
  const types = [octets, ...frameTypes.filter(({ byDefault }) => canCode(byDefault)).map(({ type }) => type)]
  throw notAcceptable('multipart/related with a type of', [...new Set([...types, frameTypeOf(asStored)])])
}

/** Frames have no encoding of their own: every native syntax but little endian is a matter of files. */
const canCode = (syntax: string) =>
  syntax === explicitLittleEndian || (writableSyntaxes.includes(syntax) && !isNative(syntax))

function frameSyntax(range: Accepted, asStored: string): string | undefined {
  const { type, transferSyntax: named } = range
  const isWild = type === '*/*' || type === 'image/*'
  if (named === '*' || (named === undefined && isWild))
    return takes(range, frameTypeOf(asStored)) || type === octets ? asStored : undefined
  if (type === octets) return named ?? explicitLittleEndian
  if (named !== undefined) return takes(range, frameTypeOf(named)) ? named : undefined
  const known = frameTypes.find((one) => one.type === type)
  return known?.syntaxes.includes(asStored) ? asStored : known?.byDefault
}

/** The first of these types that is accepted; the first of all without a wish. @throws Problem  not-acceptable */
export function plainType<T extends string>(accepted: readonly Accepted[], offered: readonly T[]): T {
  for (const range of accepted) {
    const found = range.isMultipart ? undefined : offered.find((type) => takes(range, type))
    if (found) return found
  }
  throw notAcceptable('', offered)
}

export const notAcceptable = (of: string, what: readonly string[]): Problem =>
  new Problem('not-acceptable', `To be had: ${of ? `${of} ` : ''}${what.join(', ')}`)
