import type { ElementValues } from '../elements.ts'
import type { DicomJson } from '../json.ts'
import { explicitLittleEndian } from '../transfer-syntax.ts'
import { uidFromDigest } from '../uid.ts'
import { write } from '../write.ts'
import { codeItem, concepts, outcomes, own, ownScheme, values } from './codes.ts'
import { codeOf, container, type InstanceReference, templateItem, textOf, uidOf } from './content.ts'
import { type Device, headerElements, manufacturer, type ResultHeader } from './header.ts'
import { imageLibrary } from './image-library.ts'
import { measurementGroups } from './measurement-groups.ts'
import type { AlgorithmReading } from './reading.ts'

/** The smallest class whose items and relationships hold a TID 1500 without regions (PS3.3 A.35.2). */
export const enhancedSr = '1.2.840.10008.5.1.4.1.1.88.22'

/**
 * What an algorithm said of a study as an Enhanced SR by PS3.16 TID 1500 "Measurement Report". The document is preliminary and
 * unverified: no doctor has signed it.
 *
 * @returns a Part 10 file, explicit little endian; the same reading under the same header makes the same bytes
 */
export function measurementReport(header: ResultHeader, reading: AlgorithmReading): Uint8Array {
  return write(measurementReportElements(header, reading), { transferSyntaxUid: explicitLittleEndian })
}

export function measurementReportElements(header: ResultHeader, reading: AlgorithmReading): DicomJson {
  const evidence = evidenceOf(header, reading)
  return headerElements(header, {
    SOPClassUID: enhancedSr,
    Modality: 'SR',
    CompletionFlag: 'COMPLETE',
    VerificationFlag: 'UNVERIFIED',
    PreliminaryFlag: 'PRELIMINARY',
    ReferencedPerformedProcedureStepSequence: [],
    PerformedProcedureCodeSequence: [],
    ...(evidence.length === 0 ? {} : { CurrentRequestedProcedureEvidenceSequence: evidence }),
    CodingSchemeIdentificationSequence: [
      {
        CodingSchemeDesignator: ownScheme,
        CodingSchemeUID: uidFromDigest('Firstread coding scheme'),
        CodingSchemeName: 'Firstread',
        CodingSchemeResponsibleOrganization: 'Firstread',
      },
    ],
    ValueType: 'CONTAINER',
    ContinuityOfContent: 'SEPARATE',
    ConceptNameCodeSequence: [codeItem(concepts.measurementReport)],
    ContentTemplateSequence: [templateItem('1500')],
    ContentSequence: contentOf(header, reading),
  })
}

function contentOf(header: ResultHeader, reading: AlgorithmReading): ElementValues[] {
  return [
    codeOf('HAS CONCEPT MOD', concepts.language, values.english),
    ...observer(header.device),
    codeOf('HAS CONCEPT MOD', concepts.procedureReported, reading.procedure),
    ...imageLibrary(reading.images),
    ...measurements(header, reading),
    qualitativeEvaluations(reading),
  ]
}

/** Who observed, PS3.16 TID 1001 and 1004: a device, so that nobody takes it for a person's word. */
const observer = ({ uid, model, serialNumber }: Device): ElementValues[] => [
  codeOf('HAS OBS CONTEXT', concepts.observerType, values.device),
  uidOf('HAS OBS CONTEXT', concepts.observerUid, uid),
  textOf('HAS OBS CONTEXT', concepts.observerName, 'Firstread'),
  textOf('HAS OBS CONTEXT', concepts.observerManufacturer, manufacturer),
  textOf('HAS OBS CONTEXT', concepts.observerModel, model),
  textOf('HAS OBS CONTEXT', concepts.observerSerial, serialNumber),
]

/** Only what was read has numbers; what was not says why, below. */
function measurements({ sopInstanceUid }: ResultHeader, { outcome, images, algorithm }: AlgorithmReading) {
  if (outcome !== 'read') return []
  const groups = images.flatMap((image, i) =>
    image.probabilities === undefined ? [] : measurementGroups(sopInstanceUid, i + 1, image, algorithm),
  )
  return groups.length === 0 ? [] : [container('CONTAINS', concepts.imagingMeasurements, groups)]
}

function qualitativeEvaluations(reading: AlgorithmReading): ElementValues {
  const { outcome, reason, explanation, algorithm, intendedUse, recommendations } = reading
  const named = `${algorithm.name} ${algorithm.version} (${algorithm.parameters.join(', ')})`
  return container('CONTAINS', concepts.qualitativeEvaluations, [
    codeOf('CONTAINS', concepts.outcome, outcomes[outcome]),
    ...(reason === undefined ? [] : [codeOf('CONTAINS', concepts.reason, own(reason.code, reason.meaning))]),
    textOf('CONTAINS', concepts.comment, explanation),
    ...recommendations.map((text) => textOf('CONTAINS', concepts.recommendation, text)),
    ...intendedUse.map((text) => textOf('CONTAINS', concepts.intendedUse, text)),
    textOf('CONTAINS', concepts.comment, `Made by ${named}`),
  ])
}

/** Every instance the document points to, by study and series (PS3.3 C.17.2.3). */
function evidenceOf({ studyInstanceUid }: ResultHeader, { images }: AlgorithmReading): ElementValues[] {
  const all = images.flatMap(({ reference, derived }) => [...(reference ? [reference] : []), ...derived])
  if (all.length === 0) return []
  const bySeries = Map.groupBy(all, ({ seriesInstanceUid }) => seriesInstanceUid)
  const series = [...bySeries].map(([seriesInstanceUid, instances]) => ({
    SeriesInstanceUID: seriesInstanceUid,
    ReferencedSOPSequence: instances.map(referenceItem),
  }))
  return [{ StudyInstanceUID: studyInstanceUid, ReferencedSeriesSequence: series }]
}

const referenceItem = ({ sopClassUid, sopInstanceUid }: InstanceReference): ElementValues => ({
  ReferencedSOPClassUID: sopClassUid,
  ReferencedSOPInstanceUID: sopInstanceUid,
})
