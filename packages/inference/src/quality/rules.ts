/**
 * When a picture is worth remarking on, and when it is too poor to read. The limits were set on the training images (5,216 children's
 * films at 224 × 224): beyond `warn` lies less than one film in two hundred, beyond `refuse` none, with room to spare.
 */
import type { Measures } from './measures.ts'

/** What the rules look at: the measurements, and the picture as it came. */
export type Subject = Measures & {
  /** shorter side in pixels, before scaling */
  shortSide: number
  /** width over height, before scaling */
  aspect: number
}

export type Rule = {
  code: string
  of: keyof Subject
  /** On which side of the limits the trouble lies. */
  when: 'below' | 'above'
  warn: number
  /** Beyond this the model abstains; without it the rule only warns. */
  refuse?: number
  explanation: string
}

export const qualityRules: readonly Rule[] = [
  {
    code: 'too_small',
    of: 'shortSide',
    when: 'below',
    warn: 200,
    refuse: 96,
    explanation: 'The picture has fewer pixels than the model needs.',
  },
  {
    code: 'low_contrast',
    of: 'span',
    when: 'below',
    warn: 0.25,
    refuse: 0.1,
    explanation: 'The picture is washed out: its grey levels lie close together.',
  },
  {
    code: 'blurred',
    of: 'sharpness',
    when: 'below',
    warn: 0.095,
    refuse: 0.06,
    explanation: 'The picture is blurred.',
  },
  { code: 'noisy', of: 'detail', when: 'above', warn: 0.2, refuse: 0.4, explanation: 'The picture is noisy.' },
  { code: 'too_dark', of: 'mean', when: 'below', warn: 0.2, refuse: 0.06, explanation: 'The picture is very dark.' },
  {
    code: 'too_bright',
    of: 'mean',
    when: 'above',
    warn: 0.74,
    refuse: 0.92,
    explanation: 'The picture is very bright.',
  },
  {
    code: 'clipped_black',
    of: 'black',
    when: 'above',
    warn: 0.35,
    refuse: 0.8,
    explanation: 'Much of the picture is plain black.',
  },
  {
    code: 'clipped_white',
    of: 'white',
    when: 'above',
    warn: 0.08,
    refuse: 0.5,
    explanation: 'Much of the picture is plain white.',
  },
  {
    code: 'margins',
    of: 'margin',
    when: 'above',
    warn: 0.12,
    refuse: 0.6,
    explanation: 'An empty margin takes much of the picture.',
  },
  {
    code: 'cut_off',
    of: 'aspect',
    when: 'above',
    warn: 3.3,
    refuse: 6,
    explanation: 'The picture is a strip: the chest is cut off above or below.',
  },
  {
    code: 'cut_off',
    of: 'aspect',
    when: 'below',
    warn: 0.6,
    refuse: 0.3,
    explanation: 'The picture is a strip: the chest is cut off at the sides.',
  },
  {
    code: 'rotated',
    of: 'mirror',
    when: 'below',
    warn: 0.05,
    explanation: 'Left and right differ more than in an upright film: the patient may be turned.',
  },
]
