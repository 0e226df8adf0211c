import { describe, expect, test } from 'vitest'
import { decodeFrame, parse } from '../file.ts'
import { film, resultHeader, study } from '../testing/results.ts'
import { ask, haveTool, recode } from '../testing/tools.ts'
import { items, text } from '../text.ts'
import { evidenceCapture } from './evidence-capture.ts'

const [width, height] = [300, 200]
const grey = new Uint8Array(width * height).map((_, i) => i % 200)
/** Nothing but a full red square at the upper left, and half of it at the upper right. */
const map = new Uint8Array(width * height * 4)
for (let y = 0; y < 10; y++) {
  for (let x = 0; x < 10; x++) map.set([255, 0, 0, 255], (y * width + x) * 4)
  for (let x = 290; x < 300; x++) map.set([255, 0, 0, 128], (y * width + x) * 4)
}
const made = (change = {}) =>
  evidenceCapture(resultHeader({ seriesDescription: 'Firstread evidence map' }), {
    evidence: { width, height, film: grey, map },
    words: ['Not for diagnosis until a doctor has signed', 'chest-xray-triage 1.0.0'],
    derivation: 'The film with the evidence of an algorithm.',
    comments: 'Not for diagnosis until a doctor has signed.',
    source: film,
    ...change,
  })
const bytes = made()

test('belongs to the film’s study and patient, and says what it is made of', () => {
  const { elements } = parse(bytes)
  for (const keyword of ['PatientID', 'PatientName', 'StudyInstanceUID', 'StudyDate', 'PatientOrientation']) {
    expect(text(elements, keyword)).toBe(text(study, keyword))
  }
  expect(text(elements, 'SeriesInstanceUID')).not.toBe(text(study, 'SeriesInstanceUID'))
  expect(text(elements, 'BurnedInAnnotation')).toBe('YES')
  expect(text(elements, 'ImageComments')).toMatch(/Not for diagnosis/)
  const [source] = items(elements, 'SourceImageSequence')
  expect(source && text(source, 'ReferencedSOPInstanceUID')).toBe(film.sopInstanceUid)
})

test('shows the film, the map over it, and the words below', async () => {
  const { rows, columns, values } = await decodeFrame(parse(bytes))
  const at = (x: number, y: number) => [...values.subarray((y * columns + x) * 3, (y * columns + x) * 3 + 3)]
  expect(columns).toBe(width)
  expect(rows).toBeGreaterThan(height + 16)
  expect(at(0, 0)).toEqual([255, 0, 0])
  // Half of red over grey 95: 255 · 128/255 + 95 · 127/255 = 175.3; 95 · 127/255 = 47.3
  expect(at(295, 0)).toEqual([175, 47, 47])
  expect(at(50, 50)).toEqual(Array(3).fill(grey[50 * width + 50]))
  const below = values.subarray(height * columns * 3)
  expect(below.filter((value) => value === 255).length).toBeGreaterThan(300)
  expect(below.every((value) => value === 0 || value === 255)).toBe(true)
})

test('a narrow film leaves room for the words', async () => {
  const narrow = made({
    evidence: { width: 20, height: 30, film: new Uint8Array(600).fill(90), map: new Uint8Array(2400) },
  })
  const { columns, values } = await decodeFrame(parse(narrow))
  expect(columns).toBe(256)
  expect([values[0], values[20 * 3]]).toEqual([90, 0])
})

test('is an upload that was no DICOM, too: without a source', () => {
  const { elements } = parse(made({ source: undefined }))
  expect(items(elements, 'SourceImageSequence')).toEqual([])
})

describe.skipIf(!haveTool('dciodvfy'))('dciodvfy finds nothing to complain about', () => {
  test.each([
    ['with a source', {}],
    ['without one', { source: undefined }],
  ])('%s', (_, change) => {
    expect(ask('dciodvfy', [], made(change)).said.trim()).toBe('SCImage')
  })
})

describe.skipIf(!haveTool('dcm2pnm'))('dcmtk shows the same pixels', () => {
  test('as we decode', async () => {
    const ppm = recode('dcm2pnm', ['--write-raw-pnm'], bytes)
    const { values } = await decodeFrame(parse(bytes))
    expect(Buffer.from(ppm.subarray(ppm.length - values.length)).equals(Buffer.from(values as Uint8Array))).toBe(true)
  })
})
