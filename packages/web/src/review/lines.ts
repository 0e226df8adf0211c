/** What came as free JSON (a text, a list of texts or of things) as lines to read. */
export function linesOf(value: unknown): string[] {
  if (value === null || value === undefined || value === '') return []
  if (Array.isArray(value)) return value.flatMap(linesOf)
  if (typeof value === 'object')
    return [
      Object.values(value)
        .filter((one) => typeof one === 'string' || typeof one === 'number')
        .join(', '),
    ].filter(Boolean)
  return [String(value)]
}
