import type { JsonElement, JsonValue } from '../json.ts'

const dayMs = 24 * 60 * 60 * 1000

/**
 * A DA or DT value so many days earlier or later, its time of day untouched; undefined when it is no date. Values of DT may
 * end after the year or the month: those say too little to be moved by days.
 */
function shifted(value: JsonValue, days: number): string | undefined {
  const match = /^(\d{4})\.?(\d{2})\.?(\d{2})(.*)$/.exec(typeof value === 'string' ? value.trim() : '')
  if (match === null) return undefined
  const [, year, month, day, rest = ''] = match
  const at = Date.parse(`${year}-${month}-${day}T00:00:00Z`)
  if (Number.isNaN(at)) return undefined
  return new Date(at + days * dayMs).toISOString().slice(0, 10).replaceAll('-', '') + rest
}

/** The element with its dates moved; undefined when a value is no date, which then has to be treated otherwise. */
export function shiftedElement({ vr, Value: values = [] }: JsonElement, days: number): JsonElement | undefined {
  const moved = values.map((value) => shifted(value, days))
  return moved.every((value) => value !== undefined) ? { vr, Value: moved } : undefined
}
