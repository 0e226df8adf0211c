import { code } from '../sr/codes.ts'
import type { ResultHeader } from '../sr/header.ts'
import type { AlgorithmReading, ReadImage } from '../sr/reading.ts'
import { syntheticElements } from '../synthesize.ts'

/** A study of one synthetic film, and what an algorithm may have said of it. For tests. */
export const study = syntheticElements({ kind: 'DX', seed: 11, rows: 200, columns: 160 })
const uidOf = (key: string) => String(study[key]?.Value?.[0])
export const film = {
  sopClassUid: uidOf('00080016'),
  sopInstanceUid: uidOf('00080018'),
  seriesInstanceUid: uidOf('0020000E'),
}

export const resultHeader = (change: Partial<ResultHeader> = {}): ResultHeader => ({
  study,
  studyInstanceUid: uidOf('0020000D'),
  seriesInstanceUid: '2.25.1001',
  seriesNumber: 9001,
  seriesDescription: 'Firstread AI report',
  sopInstanceUid: '2.25.1002',
  instanceNumber: 1,
  madeAt: new Date(2026, 0, 2, 12, 13, 14),
  device: { uid: '2.25.1003', model: 'chest-xray-triage', serialNumber: 'a'.repeat(64), version: '1.0.0' },
  ...change,
})

export const readImage = (change: Partial<ReadImage> = {}): ReadImage => ({
  reference: film,
  derived: [],
  modality: 'DX',
  rows: 200,
  columns: 160,
  risk: 'high',
  probabilities: { low: 0.02, medium: 0.08, high: 0.9 },
  quality: 0.9,
  findings: [
    {
      type: 'focal consolidation pattern',
      location: 'right mid and lower zones',
      severity: 'moderate',
      confidence: 0.9,
    },
    { type: 'focal consolidation pattern', location: 'left lung, all zones', severity: 'mild', confidence: 0.27 },
  ],
  ...change,
})

export const algorithmReading = (change: Partial<AlgorithmReading> = {}): AlgorithmReading => ({
  outcome: 'read',
  reason: undefined,
  explanation: 'Risk high: a pattern that needs attention soon was recognised.',
  procedure: code('43468-8', 'LN', 'XR unspecified body region'),
  algorithm: {
    name: 'chest-xray-triage',
    version: '1.0.0',
    manufacturer: 'Firstread',
    parameters: [`sha256=${'0123456789abcdef'.repeat(4)}`, 'temperature=0.73'],
  },
  intendedUse: ['Not for diagnosis until a doctor has signed.', 'Orders frontal chest X-rays of children.'],
  recommendations: ['Read without delay.'],
  images: [readImage()],
  ...change,
})
