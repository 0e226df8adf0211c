import { risk, urgency } from '@firstread/contract'
import { describe, expect, test } from 'vitest'
import { plainWords, type SignedFacts } from './plain-words.ts'

const followUps = [
  { followUpRequired: false, followUpDate: null },
  { followUpRequired: true, followUpDate: null },
  { followUpRequired: true, followUpDate: '2027-03-12' },
]
const cells: SignedFacts[] = risk.options.flatMap((r) =>
  urgency.options.flatMap((u) => followUps.map((followUp) => ({ risk: r, urgency: u, ...followUp }))),
)

/** Words of the trade, of the machine, and of our own database. */
const jargon =
  /\b(ai|model|algorithm|probability|score|risk|confidence|analysis|finding|lesion|opacity|infiltrat\w*|pneumonia|consolidation|effusion|radiolog\w*|diagnos\w*|prognosis|acute|chronic|benign|malignan\w*|patholog\w*|urgent|routine|critical|follow_up|medium|assessment|\d+\s?%)\b/i

/** Flesch-Kincaid grade: 0.39 words/sentence + 11.8 syllables/word - 15.59; a reader of twelve is in grade 6 to 7. */
function grade(text: string): number {
  const sentences = text.split(/[.!?]+/).filter((part) => part.trim() !== '').length
  const words = text.match(/[A-Za-z']+/g) ?? []
  return (
    0.39 * (words.length / sentences) + 11.8 * (words.map(syllables).reduce((a, b) => a + b, 0) / words.length) - 15.59
  )
}
const syllables = (word: string) =>
  Math.max(
    1,
    (
      word
        .toLowerCase()
        .replace(/(?:[^laeiouy]es|[^t]ed|e)$/, '')
        .match(/[aeiouy]+/g) ?? []
    ).length,
  )

const textOf = (facts: SignedFacts) => {
  const { headline, meaning, nextSteps, followUp } = plainWords(facts)
  return [`${headline}.`, meaning, ...nextSteps, followUp ?? ''].join(' ')
}

test('the measure itself tells a hard text from an easy one', () => {
  expect(grade('The cat sat on the mat. It was a good day.')).toBeLessThan(2)
  expect(grade('Radiological examination demonstrates bilateral interstitial opacification.')).toBeGreaterThan(15)
  expect(textOf(cells[0]!)).not.toMatch(jargon)
  expect('The AI score is 0.93').toMatch(jargon)
})

describe.each(cells)('$risk, $urgency, follow-up $followUpRequired $followUpDate', (facts) => {
  test('says what it means and what to do, in words that a child of twelve can read', () => {
    const words = plainWords(facts)
    expect(words.headline.length).toBeGreaterThan(10)
    expect(words.meaning.length).toBeGreaterThan(30)
    expect(words.nextSteps.length).toBeGreaterThanOrEqual(2)
    expect(textOf(facts)).not.toMatch(jargon)
    expect(grade(textOf(facts))).toBeLessThan(7)
  })

  test('names a follow-up exactly when there is one', () => {
    const { followUp } = plainWords(facts)
    if (!facts.followUpRequired) expect(followUp).toBeUndefined()
    else if (facts.followUpDate) expect(followUp).toContain('12 March 2027')
    else expect(followUp).toBe('Your doctor wants to see you again. You will get a date.')
  })
})

test('no two cells of risk and urgency say the same', () => {
  const said = cells.filter((cell) => !cell.followUpRequired).map(textOf)
  expect(new Set(said).size).toBe(12)
})

test('nobody is calmed in a critical cell, and nobody is sent to hospital in a routine one', () => {
  for (const cell of cells) {
    const text = textOf(cell)
    if (cell.urgency === 'critical') expect(text).toContain('Go to the hospital now')
    if (cell.urgency === 'routine') expect(text).not.toMatch(/hospital|today|right away/)
  }
})
