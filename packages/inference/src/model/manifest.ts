/** The shape of `model.json`. What each field means is written for model makers in docs/model-package.md; this file refuses the rest. */

import { z } from 'zod'

const probability = z.number().min(0).max(1)
const words = z.string().min(1).max(4000)
const name = z.string().regex(/^[a-z0-9][a-z0-9.-]{0,99}$/)
const tensor = z.string().min(1).max(200)

const input = z.looseObject({
  name: tensor,
  height: z.int().min(8).max(2048),
  width: z.int().min(8).max(2048),
  channels: z.literal(1),
  range: z.tuple([z.literal(0), z.literal(1)]),
  photometric: z.literal('MONOCHROME2'),
  resize: z.enum(['area-squeeze']),
  normalize: z.null(),
})

const outputs = z.looseObject({
  logits: tensor,
  attention: tensor.nullish(),
  gate: tensor.nullish(),
  quality: tensor.nullish(),
  embedding: tensor.nullish(),
})

const gate = z.looseObject({
  classes: z.array(z.string()).min(2).max(64),
  accept: z.string(),
  activation: z.literal('softmax').optional(),
  threshold: probability,
  embedding: z.looseObject({ threshold: z.number() }).nullish(),
})

const quality = z.looseObject({
  classes: z.array(z.string()).min(2).max(64),
  activation: z.literal('softmax').optional(),
  thresholds: z.record(z.string(), z.looseObject({ warn: probability.nullish(), refuse: probability.nullish() })),
})

const intendedUse = z.looseObject({
  modality: z.array(z.string()).min(1),
  bodyPart: z.array(z.string()).min(1),
  view: z.array(z.string()).min(1),
  ageYears: z.looseObject({ min: z.number(), max: z.number() }),
  mayLocalise: z.boolean(),
  statement: words,
})

const lines = z.array(words).max(20)

export const manifestSchema = z.looseObject({
  name,
  version: z.string().regex(/^\d+\.\d+\.\d+([-+][0-9A-Za-z.-]+)?$/),
  title: words,
  architecture: z.enum(['CNN', 'ResNet', 'EfficientNet']),
  framework: words,
  /** A plain name beside model.json: no folders, so that nothing outside the package is ever opened. */
  file: z.string().regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,199}\.onnx$/),
  sha256: z.string().regex(/^[0-9a-f]{64}$/),
  bytes: z.int().positive(),
  opset: z.int().min(7).max(21),
  input,
  outputs,
  classes: z.array(z.string()).min(2).max(16),
  risk: z.record(z.string(), z.enum(['low', 'medium', 'high'])),
  calibration: z.looseObject({ temperature: z.number().positive() }),
  testTimeAveraging: z
    .array(z.enum(['identity', 'mirror']))
    .min(1)
    .nullish(),
  thresholds: z.looseObject({
    pneumonia: z.looseObject({ value: z.number().gt(0).lt(1) }),
    high: z.looseObject({ value: probability }),
  }),
  abstain: z.looseObject({ minConfidence: probability }),
  gate: gate.nullish(),
  quality: quality.nullish(),
  intendedUse,
  /** null for a class without an abnormality */
  findings: z.record(z.string(), z.looseObject({ type: words }).nullable()),
  recommendations: z.looseObject({ low: lines, medium: lines, high: lines, notRead: lines }),
})

export type Manifest = z.infer<typeof manifestSchema>
