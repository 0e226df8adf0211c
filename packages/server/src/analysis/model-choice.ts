import type { StudyContext } from '@firstread/inference'
import type { ModelRow } from './model-queries.ts'
import type { ImageRow, StudyRow } from './queries.ts'

/** DICOM modalities, (0008,0060), that a file without a header may be. */
const modalitiesOf = {
  xray: ['XR', 'CR', 'DX', 'DR', 'RG'],
  ct_scan: ['CT'],
  mri: ['MR'],
} as const satisfies Record<NonNullable<ImageRow['image_type']>, readonly string[]>

/** The words of a study's type that name a part of the body (PS3.16 Annex L writes them in capitals). */
const bodyParts: readonly [RegExp, string][] = [[/\b(chest|thorax|thoracic|lungs?)\b/i, 'CHEST']]

export type Unread = { code: 'no_pixels' | 'no_model' | 'model_suspended'; explanation: string }
const unread = {
  no_pixels: 'The study holds no picture.',
  no_model: 'No model in use reads this kind of study.',
  model_suspended: 'The model for this kind of study is suspended.',
} as const satisfies Record<Unread['code'], string>

export const unreadBecause = (code: Unread['code']): Unread => ({ code, explanation: unread[code] })

export type Choice = { model: ModelRow; images: ImageRow[] } | { unread: Unread }

type Use = ModelRow['package']['intendedUse']

const upper = (text: string | null) => text?.trim().toUpperCase() || undefined

/** Whether the metadata lets the model look at an image. What is unknown forbids nothing; the model's own gate decides then. */
function admits({ modality, bodyPart }: Use, image: ImageRow): boolean {
  const said = upper(image.modality)
  const possible: readonly string[] = said ? [said] : image.image_type ? modalitiesOf[image.image_type] : modality
  const part = upper(image.body_part_examined)
  return (
    possible.some((code) => modality.includes(code)) &&
    (part === undefined || bodyPart.some((word) => part.includes(word)))
  )
}

/** The model for a study by modality and body part, and the images it looks at. Of several, the one deployed last. */
export function chooseModel(models: readonly ModelRow[], images: readonly ImageRow[]): Choice {
  if (images.length === 0) return { unread: unreadBecause('no_pixels') }
  const fitting = models.flatMap((model) => {
    const admitted = images.filter((image) => admits(model.package.intendedUse, image))
    return admitted.length > 0 ? [{ model, images: admitted }] : []
  })
  const [chosen] = fitting
    .filter(({ model }) => model.state === 'active')
    .sort((a, b) => Number(b.model.deployed_date) - Number(a.model.deployed_date))
  if (chosen) return chosen
  const suspended = fitting.some(({ model }) => model.state === 'suspended')
  return { unread: unreadBecause(suspended ? 'model_suspended' : 'no_model') }
}

/** What the study says of itself; each DICOM image's own header knows better. */
export function contextOf(study: StudyRow, { model, images }: { model: ModelRow; images: ImageRow[] }): StudyContext {
  const type = images[0]?.image_type
  const named = type ? modalitiesOf[type] : []
  return {
    modality: named.find((code) => model.package.intendedUse.modality.includes(code)),
    bodyPart: bodyParts.find(([words]) => words.test(study.study_type ?? ''))?.[1],
    patientAgeYears: study.patient_age ?? undefined,
  }
}
