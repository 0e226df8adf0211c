import type { Manifest } from './model/manifest.ts'
import type { Remark, StudyContext } from './reading.ts'

type Use = Manifest['intendedUse']

/** `refusal`: not for this model. `flags`: read all the same, with a warning. */
export type UseCheck = { refusal?: Remark; flags: Remark[] }

const ADULT_YEARS = 16

/** DICOM's CS values are upper case and padded with spaces. */
const word = (value: string | undefined) => value?.trim().toUpperCase() || undefined

/** Views from the side, (0018,5101): PS3.3 C.8.7.1 and what makers write. */
const lateral = new Set(['LL', 'RL', 'LLD', 'RLD', 'LAT', 'LATERAL', 'LLO', 'RLO', 'XTABLELAT'])

type Rule = (context: StudyContext, use: Use) => Remark | undefined

const refusals: readonly Rule[] = [
  ({ modality }, use) => {
    const found = word(modality)
    if (found === undefined || use.modality.includes(found)) return
    return {
      code: 'wrong_modality',
      explanation: 'The file says that it was made by a modality this model does not read.',
    }
  },
  ({ bodyPart }, use) => {
    const found = word(bodyPart)
    if (found === undefined || use.bodyPart.some((part) => found.includes(part))) return
    return {
      code: 'wrong_body_part',
      explanation: 'The file says that it shows a part of the body this model does not read.',
    }
  },
  ({ viewPosition }) => {
    if (!lateral.has(word(viewPosition) ?? '')) return
    return { code: 'lateral_view', explanation: 'A view from the side: this model reads frontal views only.' }
  },
]

const warnings: readonly Rule[] = [
  ({ modality }) =>
    word(modality) ? undefined : { code: 'modality_unknown', explanation: 'The modality is not known.' },
  ({ bodyPart }) =>
    word(bodyPart) ? undefined : { code: 'body_part_unknown', explanation: 'The part of the body is not stated.' },
  ({ viewPosition }, use) => {
    const found = word(viewPosition)
    if (found === undefined)
      return { code: 'view_unknown', explanation: 'The view is not stated; a frontal one is assumed.' }
    if (use.view.includes(found) || lateral.has(found)) return
    return { code: 'view_unusual', explanation: 'The stated view is none of those the model was made for.' }
  },
  ({ patientAgeYears: age }, { ageYears }) => {
    if (age === undefined)
      return { code: 'age_unknown', explanation: 'The age is not known; the model was trained on young children.' }
    if (age >= ADULT_YEARS)
      return { code: 'adult', explanation: 'An adult: the model was trained on young children of one hospital.' }
    if (age >= ageYears.min && age < ageYears.max + 1) return
    return {
      code: 'age_outside',
      explanation: `The model was trained on children of ${ageYears.min} to ${ageYears.max} years.`,
    }
  },
  ({ device }) =>
    device?.trim()
      ? undefined
      : { code: 'device_unknown', explanation: 'The device is not known; the model was trained at one hospital.' },
]

const apply = (rules: readonly Rule[], context: StudyContext, use: Use) =>
  rules.flatMap((rule) => rule(context, use) ?? [])

/** Compares what the metadata says with what the model is for. What is unknown forbids nothing and is flagged. */
export function checkUse(context: StudyContext, use: Use): UseCheck {
  const [refusal] = apply(refusals, context, use)
  const flags = apply(warnings, context, use)
  return refusal === undefined ? { flags } : { refusal, flags }
}

/** The image's own header knows best; what it leaves out the study may know. */
export function mergeContext(image: StudyContext, study: StudyContext): StudyContext {
  const known = Object.entries(image).filter(([, value]) => value !== undefined && value !== '')
  return { ...study, ...Object.fromEntries(known) }
}
