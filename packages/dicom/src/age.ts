import type { DicomJson } from './json.ts'
import { date, text } from './text.ts'

/** Years in one unit of AS, PS3.5 6.2. */
const yearsPerUnit: Readonly<Record<string, number>> = { D: 1 / 365.25, W: 7 / 365.25, M: 1 / 12, Y: 1 }

const MS_PER_YEAR = 365.25 * 24 * 3600 * 1000
const studyDates = ['StudyDate', 'AcquisitionDate', 'SeriesDate', 'ContentDate'] as const

/**
 * The patient's age at the study in years, with fraction (three months are 0.25).
 * PatientAge comes first; without it PatientBirthDate and the date of the study decide.
 *
 * @returns undefined when neither tells, or tells an age below 0 or above 130
 */
export function age(elements: DicomJson): number | undefined {
  const years = statedAge(elements) ?? countedAge(elements)
  return years === undefined || years < 0 || years > 130 ? undefined : years
}

function statedAge(elements: DicomJson): number | undefined {
  const match = /^(\d{1,3})([DWMY])$/.exec(text(elements, 'PatientAge') ?? '')
  const unit = yearsPerUnit[match?.[2] ?? '']
  return match === null || unit === undefined ? undefined : Number(match[1]) * unit
}

function countedAge(elements: DicomJson): number | undefined {
  const born = date(elements, 'PatientBirthDate')
  const studied = studyDates.map((keyword) => date(elements, keyword)).find((found) => found !== undefined)
  if (born === undefined || studied === undefined) return undefined
  return (Date.parse(studied) - Date.parse(born)) / MS_PER_YEAR
}
