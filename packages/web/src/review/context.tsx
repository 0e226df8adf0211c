import type { MedicalHistory, Report } from '@firstread/client'
import { Button } from '@mantine/core'
import { useInfiniteQuery, useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { historyQuery, reportsQuery } from '../api/queries.ts'
import { paths } from '../paths.ts'
import { Waiting } from '../ui/page.tsx'
import { RiskMark } from '../ui/risk.tsx'
import { sayDay } from '../ui/time.ts'
import { w } from '../words/index.ts'
import { linesOf } from './lines.ts'
import css from './reading.module.css'

type ContextProps = { report: Report; compare: (reportId: string) => void }

/** Who this is: why the study was made, what they have been through, what was seen before. */
export function Context({ report, compare }: ContextProps) {
  return (
    <aside className={css.context}>
      <Block title={w.reading.symptoms}>
        <Lines lines={linesOf(report.symptoms)} none="–" />
      </Block>
      <Priors report={report} compare={compare} />
      <History patientId={report.patientId} />
    </aside>
  )
}

function Block({ title, children }: { title: string; children: React.ReactNode }) {
  return (
    <section className={css.block}>
      <h2 className={css.blockTitle}>{title}</h2>
      {children}
    </section>
  )
}

function Lines({ lines, none }: { lines: readonly string[]; none: string }) {
  if (lines.length === 0) return <p className={css.none}>{none}</p>
  return (
    <ul className={css.lines}>
      {lines.map((line) => (
        <li key={line}>{line}</li>
      ))}
    </ul>
  )
}

function Priors({ report, compare }: ContextProps) {
  const found = useInfiniteQuery(reportsQuery({ patientId: report.patientId, limit: 20 }))
  const priors = found.data?.pages
    .flatMap((page) => page.items)
    .filter((one) => one.reportId !== report.reportId && one.uploadDate < report.uploadDate)
  return (
    <Block title={w.reading.priors.title}>
      {found.isPending && <Waiting lines={2} />}
      {priors?.length === 0 && <p className={css.none}>{w.reading.priors.none}</p>}
      <ul className={css.priors}>
        {priors?.map((prior) => {
          const signed = prior.reviews.find((review) => review.state === 'signed')
          const image = prior.images.find((one) => one.hasPixels)
          return (
            <li key={prior.reportId}>
              <Link to={paths.read} params={{ reportId: prior.reportId }} className={css.prior}>
                {image && <img src={`${image.url}/thumbnail`} alt="" width={44} height={44} loading="lazy" />}
                <span className={css.priorWords}>
                  <span>{prior.studyType ?? w.domain.study}</span>
                  <span className={css.none}>{sayDay(prior.uploadDate)}</span>
                  {signed?.doctorRiskAssessment ? (
                    <RiskMark risk={signed.doctorRiskAssessment} />
                  ) : (
                    <span className={css.none}>{w.domain.status[prior.status]}</span>
                  )}
                </span>
              </Link>
              {image && (
                <Button variant="default" size="compact-sm" onClick={() => compare(prior.reportId)}>
                  {w.viewer.compare}
                </Button>
              )}
            </li>
          )
        })}
      </ul>
    </Block>
  )
}

const historyFields = [
  'conditions',
  'allergies',
  'medications',
  'familyHistory',
  'previousSurgeries',
  'previousHospitalizations',
  'smokingStatus',
  'alcoholConsumption',
  'exerciseFrequency',
] as const satisfies readonly (keyof MedicalHistory)[]

function History({ patientId }: { patientId: string }) {
  const { data, isPending } = useQuery(historyQuery(patientId))
  const entries = historyFields.flatMap((field) => {
    const lines = linesOf(data?.[field])
    return lines.length > 0 ? [{ field, lines }] : []
  })
  return (
    <Block title={w.reading.history.title}>
      {isPending && <Waiting lines={2} />}
      {data && entries.length === 0 && <p className={css.none}>{w.reading.history.none}</p>}
      <dl className={css.history}>
        {entries.map(({ field, lines }) => (
          <div key={field}>
            <dt>{w.reading.history[field]}</dt>
            <dd>{lines.join(', ')}</dd>
          </div>
        ))}
      </dl>
    </Block>
  )
}
