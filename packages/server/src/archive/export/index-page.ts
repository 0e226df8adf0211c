import { type DicomJson, text } from '@firstread/dicom'
import type { ExportPlan } from './plan.ts'

/** A file of the export, or why there is none. */
export type Listed = { number: string; path: string; elements: DicomJson } | { number: string; reason: string }

/** Tag text is data: it is shown, never run (security.md 4). */
const shown = (value: string) =>
  value.replace(/[&<>"']/g, (letter) => `&#${letter.charCodeAt(0)};`).replace(/\p{Cc}/gu, ' ')

const columns = ['Modality', 'SeriesDescription', 'SeriesNumber', 'InstanceNumber', 'StudyDate'] as const

function row(one: Listed): string {
  if ('reason' in one)
    return `<tr><td>${one.number}</td><td colspan="${columns.length}">Left out: ${shown(one.reason)}</td></tr>`
  const cells = columns.map((keyword) => `<td>${shown(text(one.elements, keyword) ?? '')}</td>`)
  return `<tr><td><a href="${one.path}">${one.number}</a></td>${cells.join('')}</tr>`
}

/** The page that says what a person holds in hands: plain, without script, readable on any machine. */
export function indexPage({ deidentify, dates }: ExportPlan, listed: readonly Listed[]): string {
  const said = deidentify
    ? `De-identified by PS3.15 Annex E, Basic Application Level Confidentiality Profile; dates ${
        dates === 'shift' ? 'were moved by the same number of days' : 'were removed'
      }. Pixels are as they were.`
    : 'This study carries the name of a patient. Keep it accordingly.'
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="content-security-policy" content="default-src 'none'">
<title>A study from Firstread</title>
</head>
<body>
<h1>A study from Firstread</h1>
<p>${said}</p>
<p>Open the folder, or the file DICOMDIR, with a DICOM viewer. Uploads that were JPEG or PNG stand there as captures${
    deidentify ? '' : '; the original files are in ORIGINAL'
  }.</p>
<p>Results of an AI are no diagnosis before a doctor has signed.</p>
<table>
<thead><tr><th>File</th>${columns.map((keyword) => `<th>${keyword}</th>`).join('')}</tr></thead>
<tbody>
${listed.map(row).join('\n')}
</tbody>
</table>
</body>
</html>
`
}
