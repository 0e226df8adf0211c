import type { PlainWords, Review, Risk } from '@firstread/contract'

type Urgency = NonNullable<Review['urgencyLevel']>
export type SignedFacts = { risk: Risk; urgency: Urgency; followUpRequired: boolean; followUpDate: string | null }

/**
 * What a patient reads, by the doctor's risk and urgency. Written for a reader of about twelve: short sentences, everyday
 * words, what it means before what to do, no number of the model. A test reads every cell.
 */
const meanings: Record<Risk, Record<Urgency, Pick<PlainWords, 'headline' | 'meaning'>>> = {
  low: {
    routine: {
      headline: 'Good news: your pictures look fine',
      meaning: 'A doctor looked at your pictures and found nothing to worry about.',
    },
    follow_up: {
      headline: 'Your pictures look fine, but we want to look again',
      meaning: 'A doctor found nothing to worry about now. We want to make sure that it stays like this.',
    },
    urgent: {
      headline: 'Your pictures look fine, but please see a doctor soon',
      meaning:
        'The pictures show nothing to worry about. Your doctor still wants to see you soon to find out how you are.',
    },
    critical: {
      headline: 'Please see a doctor now',
      meaning:
        'The pictures alone look fine. Your doctor still wants to see you right away to make sure that you are safe.',
    },
  },
  medium: {
    routine: {
      headline: 'Your pictures show a small change',
      meaning: 'A doctor saw something that is not quite as it should be. There is no need to hurry.',
    },
    follow_up: {
      headline: 'Your pictures show something we want to watch',
      meaning: 'A doctor saw something that is not quite as it should be. We want to see if it goes away.',
    },
    urgent: {
      headline: 'Your pictures show something that needs care soon',
      meaning: 'A doctor saw something that should be treated soon. It can get better with the right help.',
    },
    critical: {
      headline: 'Your pictures show something that needs care now',
      meaning: 'A doctor saw something that should be treated right away. Please do not wait.',
    },
  },
  high: {
    routine: {
      headline: 'Your pictures show something that needs care',
      meaning: 'A doctor saw a clear change in your pictures. Your doctor will plan with you what to do.',
    },
    follow_up: {
      headline: 'Your pictures show something that needs care and a second look',
      meaning: 'A doctor saw a clear change in your pictures. We want to treat it and then look again.',
    },
    urgent: {
      headline: 'Your pictures show something serious that needs care soon',
      meaning: 'A doctor saw a clear change that should be treated soon. Help works best when it starts early.',
    },
    critical: {
      headline: 'Your pictures show something serious that needs care now',
      meaning: 'A doctor saw a clear change that should be treated right away. Please do not wait.',
    },
  },
}

const nextSteps: Record<Urgency, readonly string[]> = {
  routine: ['You do not need to do anything now.', 'If you feel worse, call your doctor.'],
  follow_up: ['Call your doctor to plan the next visit.', 'If you feel worse before that, call your doctor.'],
  urgent: [
    'Call your doctor today to get a visit in the next days.',
    'If you find it hard to breathe or feel much worse, go to the hospital.',
  ],
  critical: [
    'Go to the hospital now, or call for help.',
    'Take someone with you if you can.',
    'Show this page to the people who help you.',
  ],
}

/** The words for a signed review, from its table cell. */
export function plainWords({ risk, urgency, followUpRequired, followUpDate }: SignedFacts): PlainWords {
  const words = { ...meanings[risk][urgency], nextSteps: [...nextSteps[urgency]] }
  return followUpRequired ? { ...words, followUp: followUpWords(followUpDate) } : words
}

const followUpWords = (date: string | null) =>
  date === null
    ? 'Your doctor wants to see you again. You will get a date.'
    : `Your doctor wants to see you again on ${sayDay(date)}.`

/** A date without a time zone said as a day: `12 March 2027`. */
const sayDay = (date: string) =>
  new Date(`${date}T00:00:00Z`).toLocaleDateString('en-GB', {
    day: 'numeric',
    month: 'long',
    year: 'numeric',
    timeZone: 'UTC',
  })
