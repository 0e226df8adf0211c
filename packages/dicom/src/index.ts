export { age } from './age.ts'
export { type BehindPixels, type FileWindow, readBehindPixels } from './behind-pixels.ts'
export * from './capture/index.ts'
export { displayRgb, type RgbImage } from './colour.ts'
export { compose, type ReceivedBulk, type ReceivedPiece } from './compose/compose.ts'
export { readModel } from './compose/read-model.ts'
export * from './deidentify/index.ts'
export * from './dicomdir/index.ts'
export { type Attribute, attribute, attributeOf, tagHex, tagOf } from './dictionary.ts'
export { displayGrey } from './display.ts'
export { type ElementValues, elementsOf } from './elements.ts'
export { type Coded, encodeFrame, type JpegEncoder } from './encode/frames.ts'
export { nativeBytesOf } from './encode/native-bytes.ts'
export { type TranscodeOptions, transcode, writableSyntaxes } from './encode/transcode.ts'
export { DicomError, type DicomProblem, dicomProblems } from './errors.ts'
export { type DicomFile, decodeFrame, type Frame, frameBytes, parse } from './file.ts'
export { fold } from './fold.ts'
export type { DisplayOptions, GreyImage } from './grey.ts'
export { type ImageLayout, refuseTogether } from './image.ts'
export { type Inspection, inspect, withElements } from './inspect.ts'
export type { BulkValue, DicomJson, JsonElement, JsonValue, PersonName } from './json.ts'
export type { GreyLevels, LevelStream } from './level-stream.ts'
export { displayLevels, nativeLevels, openLevels } from './levels.ts'
export { defaultLimits, type Limits } from './limits.ts'
export { frameMediaTypes } from './media-types.ts'
export { modalityValues } from './modality.ts'
export { decodeFrameBytes, parseHead } from './partial.ts'
export { PixelItems } from './pixel-items.ts'
export type { PixelArray } from './pixel-values.ts'
export { looksLikeDicom } from './preamble.ts'
export { parseDataSet } from './received.ts'
export * from './sr/index.ts'
export {
  type SynthesizeOptions,
  type SyntheticElements,
  type SyntheticKind,
  synthesize,
  syntheticElements,
  syntheticPixels,
} from './synthesize.ts'
export { date, items, jsonKey, type NameParts, number, numbers, personName, text, texts, time } from './text.ts'
export { explicitLittleEndian, implicitLittleEndian, type TransferSyntax, transferSyntaxes } from './transfer-syntax.ts'
export { isUid, isUsableUid, newUid, uidFromDigest } from './uid.ts'
export { valueAt } from './value-at.ts'
export type { WindowShape } from './voi.ts'
export {
  dataSetBytes,
  type FileMeta,
  fileHead,
  implementationClassUid,
  implementationVersionName,
  type WriteOptions,
  write,
} from './write.ts'
export { toXml } from './xml.ts'
export { fromXml } from './xml-model.ts'
