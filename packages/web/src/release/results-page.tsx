import type { Report } from '@firstread/client'
import { useInfiniteQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { reportsQuery } from '../api/queries.ts'
import { currentUser } from '../api/session.ts'
import { paths } from '../paths.ts'
import { Icon } from '../ui/icons.tsx'
import { More } from '../ui/more.tsx'
import { Empty, Page, Waiting } from '../ui/page.tsx'
import { ProblemNote } from '../ui/problem.tsx'
import { Tag } from '../ui/tag.tsx'
import { sayDay } from '../ui/time.ts'
import { w } from '../words/index.ts'
import css from './patient.module.css'

/** Every study of the patient, newest first; what is ready says so. */
export function ResultsPage() {
  const found = useInfiniteQuery(reportsQuery({}))
  const reports = found.data?.pages.flatMap((page) => page.items) ?? []
  const first = currentUser()?.name.split(' ')[0] ?? ''
  return (
    <Page title={w.patient.results.title} text={w.patient.results.hello(first)} narrow>
      {found.isPending && <Waiting lines={3} height={96} />}
      {found.isError && <ProblemNote error={found.error} retry={() => void found.refetch()} />}
      {found.isSuccess && reports.length === 0 && (
        <Empty icon="file" title={w.patient.results.none} text={w.patient.results.noneText} />
      )}
      <ul className={css.results}>
        {reports.map((report) => (
          <Result key={report.reportId} report={report} />
        ))}
      </ul>
      <More query={found} />
    </Page>
  )
}

function Result({ report }: { report: Report }) {
  const { results } = w.patient
  const image = report.images.find((one) => one.hasPixels)
  return (
    <li>
      <Link to={paths.result} params={{ reportId: report.reportId }} className={css.result}>
        {image ? (
          <img src={`${image.url}/thumbnail`} alt="" width={88} height={88} className={css.small} loading="lazy" />
        ) : (
          <span className={css.small} />
        )}
        <span className={css.words}>
          <span className={css.kind}>{report.studyType ?? w.domain.study}</span>
          <span className={css.when}>{results.taken(sayDay(report.uploadDate))}</span>
          {report.result ? (
            <>
              <strong className={css.headline}>{report.result.headline}</strong>
              <Tag tone="good">{results.ready}</Tag>
            </>
          ) : (
            <Tag tone="info">{results.waiting}</Tag>
          )}
        </span>
        <Icon name="right" />
      </Link>
    </li>
  )
}
