import { describe, expect, test } from 'vitest'
import { chooseModel, contextOf } from './model-choice.ts'
import type { ModelRow } from './model-queries.ts'
import type { ImageRow, StudyRow } from './queries.ts'

const model = (change: Partial<ModelRow> & { modality?: string[]; bodyPart?: string[] } = {}): ModelRow => ({
  model_id: change.model_id ?? 'm1',
  model_name: 'chest',
  version: '1.0.0',
  sha256: 'a'.repeat(64),
  state: change.state ?? 'active',
  suspended_reason: null,
  model_file_url: 'chest/chest.onnx',
  model_file_size: 1,
  architecture: null,
  framework: null,
  trained_date: null,
  training_dataset_version: null,
  deployed_date: change.deployed_date ?? new Date(0),
  created_at: new Date(0),
  description: null,
  baseline_accuracy: null,
  baseline_precision: null,
  baseline_recall: null,
  baseline_f1_score: null,
  config: {},
  package: {
    file: 'chest.onnx',
    intendedUse: {
      modality: change.modality ?? ['CR', 'DX'],
      bodyPart: change.bodyPart ?? ['CHEST'],
      view: ['AP'],
      ageYears: { min: 1, max: 5 },
      mayLocalise: true,
      statement: 'tests',
    },
  },
})

const image = (change: Partial<ImageRow> = {}): ImageRow => ({
  image_id: 'i1',
  object_id: 'o1',
  image_type: 'xray',
  file_size: 1,
  modality: null,
  body_part_examined: null,
  ...change,
})

describe('the model for a study', () => {
  test.each([
    ['a DX of the chest', { modality: 'DX', body_part_examined: 'CHEST' }],
    ['a DX that does not say what it shows', { modality: 'DX' }],
    ['an X-ray without a header', {}],
    ['a header in lower case with spaces', { modality: ' dx ', body_part_examined: 'chest pa' }],
    ['a picture nobody described', { image_type: null }],
  ] as const)('reads %s', (_, change) => {
    expect(chooseModel([model()], [image(change)])).toMatchObject({ model: { model_id: 'm1' } })
  })

  test.each([
    ['a CT', { modality: 'CT', image_type: 'ct_scan' }],
    ['an MR picture without a header', { image_type: 'mri' }],
    ['a DX of the hand', { modality: 'DX', body_part_examined: 'HAND' }],
  ] as const)('does not read %s', (_, change) => {
    expect(chooseModel([model()], [image(change)])).toMatchObject({ unread: { code: 'no_model' } })
  })

  test('looks only at the images that are for it', () => {
    const chosen = chooseModel([model()], [image({ modality: 'CT' }), image({ image_id: 'i2', modality: 'DX' })])
    expect(chosen).toMatchObject({ images: [{ image_id: 'i2' }] })
  })

  test('is the one deployed last of several, and never one that is not live', () => {
    const old = model({ model_id: 'old', deployed_date: new Date(1) })
    const young = model({ model_id: 'young', deployed_date: new Date(2) })
    expect(chooseModel([old, young], [image()])).toMatchObject({ model: { model_id: 'young' } })
    expect(chooseModel([model({ state: 'suspended' })], [image()])).toMatchObject({
      unread: { code: 'model_suspended' },
    })
    expect(chooseModel([], [image()])).toMatchObject({ unread: { code: 'no_model' } })
    expect(chooseModel([model()], [])).toMatchObject({ unread: { code: 'no_pixels' } })
  })
})

test('what the uploader said fills the gaps of a file without a header, and nothing is made up', () => {
  const study = { study_type: 'X-ray of the chest', patient_age: 3 } as StudyRow
  const choice = { model: model(), images: [image()] }
  expect(contextOf(study, choice)).toEqual({ modality: 'CR', bodyPart: 'CHEST', patientAgeYears: 3 })
  const silent = { study_type: 'follow-up', patient_age: null } as StudyRow
  expect(contextOf(silent, { ...choice, images: [image({ image_type: null })] })).toEqual({})
})
