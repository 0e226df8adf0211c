import { transferSyntaxes, writableSyntaxes } from '@firstread/dicom'
import { defaultLimits, defaultTimers, queryClasses, rejections, statuses, storageClasses } from '@firstread/dimse'
import { computed, dicomwebResources, kinds, returned, searchKeys } from '../archive/index.ts'
import { failures } from '../ingest/index.ts'
import { settingDescriptions } from '../platform/config.ts'

type Row = readonly (string | number)[]

const table = (titles: Row, rows: readonly Row[]): string =>
  [titles, titles.map(() => '---'), ...rows].map((row) => `| ${row.join(' | ')} |`).join('\n')

const hex = (status: number): string => `0x${status.toString(16).toUpperCase().padStart(4, '0')}`
const yes = (is: boolean): string => (is ? 'yes' : '–')

/** Every table of docs/conformance.md, by its name there. What the code does is what it says. */
export const tables: Readonly<Record<string, () => string>> = {
  'query-classes': () =>
    table(
      ['Information model', 'C-FIND', 'C-MOVE', 'C-GET'],
      Object.entries(queryClasses).map(([model, { find, move, get }]) => [
        `${model === 'patient' ? 'Patient' : 'Study'} Root`,
        ...[find, move, get].map((uid) => `\`${uid}\``),
      ]),
    ),
  'storage-classes': () =>
    table(
      ['SOP class', 'UID'],
      [...storageClasses].map(([uid, name]) => [name, `\`${uid}\``]),
    ),
  'transfer-syntaxes': () =>
    table(
      ['Transfer syntax', 'UID', 'Received and sent as stored', 'Pixels decoded', 'Converted to'],
      Object.entries(transferSyntaxes).map(([uid, { name, coding }]) => [
        name,
        `\`${uid}\``,
        'yes',
        yes(coding !== 'unsupported'),
        yes(writableSyntaxes.includes(uid)),
      ]),
    ),
  'search-keys': () =>
    table(
      ['Key', 'Level', 'Matching'],
      searchKeys.map(({ keyword, level, kind }) => [keyword, level, kinds[kind]]),
    ),
  'return-keys': () =>
    table(
      ['Level', 'Returned without being asked', 'Made by us'],
      (['study', 'series', 'instance'] as const).map((level) => [
        level,
        returned[level].join(', '),
        computed[level].join(', '),
      ]),
    ),
  'store-statuses': () =>
    table(
      ['Status', 'When'],
      [
        ['0x0000', 'stored, or held already with the same bytes'],
        ...Object.entries(failures).map(([name, status]) => [hex(status), words(name)]),
      ],
    ),
  'query-statuses': () =>
    table(
      ['Status', 'Name'],
      Object.entries(statuses).map(([name, status]) => [hex(status), words(name)]),
    ),
  rejections: () =>
    table(
      ['Reason', 'Result', 'Source', 'Code'],
      Object.entries(rejections).map(([name, [result, source, code]]) => [
        words(name),
        result === 1 ? 'permanent' : 'transient',
        { 1: 'service user', 2: 'service provider (ACSE)', 3: 'service provider (presentation)' }[source],
        code,
      ]),
    ),
  limits: () =>
    table(
      ['Limit', 'Default'],
      [...Object.entries(defaultLimits), ...Object.entries(defaultTimers)].map(([name, value]) => [
        words(name),
        value.toLocaleString('en'),
      ]),
    ),
  settings: () =>
    table(
      ['Setting', 'Meaning'],
      Object.entries(settingDescriptions)
        .filter(([name]) => name.startsWith('DICOM_'))
        .map(([name, description]) => [`\`${name}\``, description || 'PEM of the key that goes with the certificate']),
    ),
  dicomweb: () =>
    table(
      ['Transaction', 'Method', 'Resource', 'Takes', 'Answers with'],
      dicomwebResources.map(({ transaction, method, path, takes = [], answers, note }) => [
        transaction,
        method,
        `\`/dicom-web${path}\``,
        takes.join(', ') || '–',
        [answers.join(', '), note].filter(Boolean).join(': '),
      ]),
    ),
}

/** `notThatClass`, `local-limit-exceeded` and `artimMs` as people read them. */
const words = (name: string): string =>
  name
    .replace(/Ms$/, ' (ms)')
    .replaceAll('-', ' ')
    .replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`)

/** The page with its tables made anew: each stands between `<!-- table: name -->` and `<!-- end -->`. */
export function filled(page: string): string {
  return page.replace(
    /(<!-- table: ([a-z-]+) -->\n)[\s\S]*?(<!-- end -->)/g,
    (_all, begin: string, name: string, end: string) => {
      const made = tables[name]
      if (!made) throw new Error(`There is no table ${name}`)
      return `${begin}\n${made()}\n\n${end}`
    },
  )
}
