import type { Step } from './walk.ts'

const secret = new Set(['password', 'accessToken', 'refreshToken'])
const mask = (value: unknown): unknown => {
  if (Array.isArray(value))
    return value.length > 3 ? [...value.slice(0, 2).map(mask), `… ${value.length - 2} more`] : value.map(mask)
  if (value === null || typeof value !== 'object') return value
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, secret.has(key) ? '…' : mask(inner)]))
}
const block = (value: unknown) => `\`\`\`json\n${JSON.stringify(mask(value), null, 2)}\n\`\`\``

/** docs/walkthrough.md: what was really sent and answered in one run of e2e/walkthrough.test.ts. */
export function writeUp(steps: Step[]): string {
  const parts = steps.map(({ title, who, method, path, sent, status, answer }, index) =>
    [
      `## ${index + 1}. ${title}`,
      `**${who}** \`${method} /api/v1${path}\` → **${status}**`,
      ...(sent === undefined ? [] : ['Sent:', block(sent)]),
      ...(answer === '' ? [] : ['Answered:', block(answer)]),
    ].join('\n\n'),
  )
  return [
    '# One study, the whole way',
    'A radiologist uploads a chest X-ray; a trained model reads it; a doctor claims, reviews and signs; the patient reads the result; the numbers about the\nmodel move. Below is one real run against `npm start`, request by request, written by `e2e/walkthrough.test.ts` (`WRITE_WALKTHROUGH=1 npm test -- e2e`).\nTokens and passwords are left out, long lists are cut.',
    ...parts,
    '',
  ].join('\n\n')
}
