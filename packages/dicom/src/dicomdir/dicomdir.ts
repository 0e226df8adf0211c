import { attribute } from '../dictionary.ts'
import { elementsOf } from '../elements.ts'
import type { DicomJson, JsonElement } from '../json.ts'
import { items, jsonKey, text } from '../text.ts'
import { explicitLittleEndian, transferSyntax } from '../transfer-syntax.ts'
import { newUid } from '../uid.ts'
import { dataSetBytes, fileHead } from '../write.ts'
import { levels, type RecordType, recordTypeOf } from './record-types.ts'

/** One instance of a File-set. */
export interface DirectoryEntry {
  /** its header */
  readonly elements: DicomJson
  readonly transferSyntaxUid: string
  /** components of its File ID (PS3.10 8.2): at most 8, each at most 8 of A–Z, 0–9 and _ */
  readonly fileId: readonly string[]
}

/** A record with those below it. `at` is its offset in the file, known once all before it are encoded. */
type Node = { elements: DicomJson; below: Node[]; at: number }

const mediaStorageDirectory = '1.2.840.10008.1.3.10'
const encoding = transferSyntax(explicitLittleEndian)
/** Tag and length of an item. */
const itemHeader = 8

/**
 * The DICOMDIR of a File-set (PS3.3 Annex F, PS3.10 8): patients, studies, series and instances, linked by offsets. Instances
 * of one series, study and patient stand together in the order they came.
 *
 * @param fileSetId  at most 16 of A–Z, 0–9, space and _
 */
export function dicomdir(entries: readonly DirectoryEntry[], fileSetId: string): Uint8Array {
  const roots = treeOf(entries)
  const all = roots.flatMap(flat)
  const head = fileHead({
    sopClassUid: mediaStorageDirectory,
    sopInstanceUid: newUid(),
    transferSyntaxUid: explicitLittleEndian,
  })
  const set = (records: DicomJson[]) => dataSetOf(fileSetId, roots, records)
  // Offsets are numbers of fixed width, so lengths do not depend on them.
  let at = head.length + dataSetBytes(set([]), encoding).length
  for (const node of all) {
    node.at = at
    at += itemHeader + dataSetBytes(recordOf(node, 0), encoding).length
  }
  const next = new Map([roots, ...all.map(({ below }) => below)].flatMap(successors))
  const records = all.map((node) => recordOf(node, next.get(node) ?? 0))
  return Buffer.concat([head, dataSetBytes(set(records), encoding)])
}

const flat = (node: Node): Node[] => [node, ...node.below.flatMap(flat)]
const successors = (siblings: readonly Node[]) =>
  siblings.flatMap((node, i): [Node, number][] => {
    const following = siblings[i + 1]
    return following ? [[node, following.at]] : []
  })

function dataSetOf(fileSetId: string, roots: readonly Node[], records: DicomJson[]): DicomJson {
  return {
    ...elementsOf({
      FileSetID: fileSetId,
      OffsetOfTheFirstDirectoryRecordOfTheRootDirectoryEntity: roots[0]?.at ?? 0,
      OffsetOfTheLastDirectoryRecordOfTheRootDirectoryEntity: roots.at(-1)?.at ?? 0,
      FileSetConsistencyFlag: 0,
    }),
    [jsonKey('DirectoryRecordSequence')]: { vr: 'SQ', Value: records },
  }
}

function recordOf({ elements, below }: Node, nextOffset: number): DicomJson {
  return {
    ...elements,
    ...elementsOf({
      OffsetOfTheNextDirectoryRecord: nextOffset,
      RecordInUseFlag: 0xffff,
      OffsetOfReferencedLowerLevelDirectoryEntity: below[0]?.at ?? 0,
    }),
  }
}

/** Patients with their studies, those with their series, those with their instances. */
function treeOf(entries: readonly DirectoryEntry[]): Node[] {
  const byUid = (keyword: string) => (entry: DirectoryEntry) => text(entry.elements, keyword) ?? ''
  return grouped(entries, byUid('PatientID'), levels.patient, (ofPatient) =>
    grouped(ofPatient, byUid('StudyInstanceUID'), levels.study, (ofStudy) =>
      grouped(ofStudy, byUid('SeriesInstanceUID'), levels.series, (ofSeries) => ofSeries.map(instanceNode)),
    ),
  )
}

function grouped(
  entries: readonly DirectoryEntry[],
  by: (entry: DirectoryEntry) => string,
  type: RecordType,
  below: (entries: readonly DirectoryEntry[]) => Node[],
): Node[] {
  return [...Map.groupBy(entries, by).values()].map((group) => ({
    elements: keysOf(type, group[0]?.elements ?? {}),
    below: below(group),
    at: 0,
  }))
}

function instanceNode({ elements, transferSyntaxUid, fileId }: DirectoryEntry): Node {
  const sopClassUid = text(elements, 'SOPClassUID') ?? ''
  const file = elementsOf({
    ReferencedFileID: fileId,
    ReferencedSOPClassUIDInFile: sopClassUid,
    ReferencedSOPInstanceUIDInFile: text(elements, 'SOPInstanceUID') ?? '',
    ReferencedTransferSyntaxUIDInFile: transferSyntaxUid,
  })
  return { elements: { ...keysOf(recordTypeOf(sopClassUid), elements), ...file }, below: [], at: 0 }
}

/** Of a document's content only what modifies its title, PS3.3 F.5.31. */
function keyElement(keyword: string, elements: DicomJson): JsonElement | undefined {
  if (keyword !== 'ContentSequence') return elements[jsonKey(keyword)]
  const modifiers = items(elements, keyword).filter((item) => text(item, 'RelationshipType') === 'HAS CONCEPT MOD')
  return modifiers.length === 0 ? undefined : { vr: 'SQ', Value: modifiers }
}

/** The keys of a record from the header of an object; texts are Unicode, so each record says so. */
function keysOf({ name, keys }: RecordType, elements: DicomJson): DicomJson {
  const found = Object.entries(keys).flatMap(([keyword, instead]): [string, JsonElement][] => {
    const { vr } = attribute(keyword)
    const element = keyElement(keyword, elements)
    if (element?.vr === vr && element.Value !== undefined) return [[jsonKey(keyword), element]]
    if (instead !== null) return Object.entries(elementsOf({ [keyword]: instead }))
    return vr === 'SQ' ? [] : [[jsonKey(keyword), { vr }]]
  })
  return {
    ...elementsOf({ DirectoryRecordType: name, SpecificCharacterSet: 'ISO_IR 192' }),
    ...Object.fromEntries(found),
  }
}
