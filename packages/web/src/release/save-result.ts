import type { Report } from '@firstread/client'
import { linesOf } from '../review/lines.ts'
import { sayDay, sayMoment } from '../ui/time.ts'
import { w } from '../words/index.ts'

const escaped = (text: string) => text.replace(/[&<>"']/g, (sign) => `&#${sign.charCodeAt(0)};`)
const section = (title: string, inner: string) => `<section><h2>${escaped(title)}</h2>${inner}</section>`
const paragraph = (text: string) => `<p>${escaped(text)}</p>`

const style = `body{font:17px/1.5 system-ui,sans-serif;max-width:42rem;margin:2rem auto;padding:0 1rem;color:#17202a}
h1{font-size:1.6rem;line-height:1.25}h2{font-size:1.1rem;margin-top:2rem}.quiet{color:#51606d}
@media (prefers-color-scheme:dark){body{background:#0c1116;color:#e4eaf0}.quiet{color:#9fadba}}`

/** The result as one page of its own: opens anywhere, also without Firstread, and prints. */
export function resultPage(report: Report, patientName: string): string | undefined {
  const { result } = report
  if (!result) return undefined
  const words = w.patient.result
  const signed = report.reviews.filter((review) => review.state === 'signed')
  const said = signed.flatMap((review) => {
    const medicine = (review.medicationPrescribed ?? []).flatMap((one) => linesOf(one)).join('; ')
    const facts = [
      [words.findings, review.clinicalFindings],
      [words.action, review.recommendedAction],
      [words.treatment, review.treatmentPlan],
      [words.medication, medicine],
      ...review.addenda.map((one) => [`${words.addendum}, ${sayMoment(one.createdAt)}`, one.text] as const),
    ] as const
    return facts.flatMap(([name, value]) => (value ? [`<h3>${escaped(name)}</h3>${paragraph(value)}`] : []))
  })
  const steps = result.nextSteps.map((step) => `<li>${escaped(step)}</li>`).join('')
  const from = w.patient.results.taken(sayDay(report.uploadDate))
  const body = [
    `<p class="quiet">${escaped([patientName, report.studyType ?? w.domain.study, from].join(' · '))}</p>`,
    `<h1>${escaped(result.headline)}</h1>`,
    paragraph(result.meaning),
    ...signed
      .slice(0, 1)
      .flatMap(({ doctorName, reviewedAt }) =>
        reviewedAt ? [paragraph(`${words.doctor(doctorName ?? words.aDoctor)}, ${sayMoment(reviewedAt)}`)] : [],
      ),
    section(words.next, `<ol>${steps}</ol>${result.followUp ? paragraph(result.followUp) : ''}`),
    said.length > 0 ? section(words.words, `${paragraph(words.wordsNote)}${said.join('')}`) : '',
  ]
  return `<!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>${escaped(from)}</title><style>${style}</style></head><body>${body.join('\n')}</body></html>`
}

/** Gives it to the browser as a file. */
export function saveResult(report: Report, patientName: string): void {
  const page = resultPage(report, patientName)
  if (page === undefined) return
  const link = document.createElement('a')
  link.href = URL.createObjectURL(new Blob([page], { type: 'text/html' }))
  link.download = `result-${report.uploadDate.slice(0, 10)}.html`
  link.click()
  // The browser has taken it once the click is over.
  setTimeout(() => URL.revokeObjectURL(link.href), 0)
}
