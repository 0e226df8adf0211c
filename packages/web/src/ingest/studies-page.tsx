import type { Report } from '@firstread/client'
import { Select, TextInput } from '@mantine/core'
import { useDebouncedCallback } from '@mantine/hooks'
import { useInfiniteQuery } from '@tanstack/react-query'
import { Link, useNavigate, useSearch } from '@tanstack/react-router'
import { reportsQuery } from '../api/queries.ts'
import { currentUser } from '../api/session.ts'
import { paths, studyPath } from '../paths.ts'
import { Icon } from '../ui/icons.tsx'
import { More } from '../ui/more.tsx'
import { Empty, Page, Waiting } from '../ui/page.tsx'
import { ProblemNote } from '../ui/problem.tsx'
import { RiskOrBadge } from '../ui/risk.tsx'
import table from '../ui/table.module.css'
import { sayMoment } from '../ui/time.ts'
import { w } from '../words/index.ts'
import { StatusTag } from './status-tag.tsx'
import type { StudiesSearch } from './studies-search.ts'

/** All studies that one may see, newest first, live. */
export function StudiesPage() {
  const role = currentUser()?.role ?? 'doctor'
  const search = useSearch({ from: paths.studies })
  const go = useNavigate({ from: paths.studies })
  const found = useInfiniteQuery(reportsQuery(search))
  const reports = found.data?.pages.flatMap((page) => page.items) ?? []
  const change = (next: StudiesSearch) => void go({ search: next, replace: true })
  const isFiltered = Object.keys(search).length > 0
  return (
    <Page
      title={role === 'radiologist' ? w.ingest.studies.own : w.ingest.studies.title}
      actions={<Filters search={search} change={change} />}
    >
      {found.isPending && <Waiting lines={8} height={40} />}
      {found.isError && <ProblemNote error={found.error} retry={() => void found.refetch()} />}
      {found.isSuccess && reports.length === 0 && (
        <Empty
          icon="folder"
          title={isFiltered ? w.ingest.studies.noMatch : w.ingest.studies.none}
          {...(isFiltered ? {} : { text: w.ingest.studies.noneText })}
        />
      )}
      {reports.length > 0 && <Table reports={reports} to={studyPath(role)} />}
      <More query={found} />
    </Page>
  )
}

function Filters({ search, change }: { search: StudiesSearch; change: (next: StudiesSearch) => void }) {
  const typed = useDebouncedCallback((q: string) => {
    const { q: _, ...rest } = search
    change(q.trim() ? { ...rest, q: q.trim() } : rest)
  }, 250)
  const { studies } = w.ingest
  return (
    <>
      <TextInput
        size="xs"
        w={280}
        type="search"
        leftSection={<Icon name="search" size={14} />}
        placeholder={studies.search}
        aria-label={studies.search}
        defaultValue={search.q ?? ''}
        onChange={(event) => typed(event.currentTarget.value)}
      />
      <Select
        size="xs"
        w={150}
        aria-label={studies.status}
        placeholder={studies.status}
        clearable
        clearButtonProps={{ 'aria-label': w.triage.filters.clear }}
        data={Object.entries(w.domain.status).map(([value, label]) => ({ value, label }))}
        value={search.status ?? null}
        onChange={(status) => {
          const { status: _, ...rest } = search
          change(status ? { ...rest, status: status as Report['status'] } : rest)
        }}
      />
    </>
  )
}

function Table({ reports, to }: { reports: readonly Report[]; to: ReturnType<typeof studyPath> }) {
  const { columns } = w.ingest.studies
  return (
    <div className={table.box}>
      <table className={`${table.table} ${table.stacks}`}>
        <thead>
          <tr>
            {(['patient', 'study', 'status', 'risk', 'uploaded'] as const).map((column) => (
              <th key={column} scope="col">
                {columns[column]}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {reports.map((report) => (
            <tr key={report.reportId}>
              <td>
                <Link to={to} params={{ reportId: report.reportId }} className={table.main}>
                  {report.patientName ?? w.domain.unnamed}
                </Link>
              </td>
              <td>{report.studyType ?? w.domain.study}</td>
              <td>
                <StatusTag status={report.status} />
              </td>
              <td>
                <RiskOrBadge
                  risk={report.riskScore}
                  withheld={report.analysisWithheld}
                  badge={report.status === 'pending' || report.status === 'analyzing' ? report.status : null}
                />
              </td>
              <td className="number">{sayMoment(report.uploadDate)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}
