import type { Analysis, Report } from '@firstread/client'
import { Icon } from '../ui/icons.tsx'
import { RiskMark } from '../ui/risk.tsx'
import { sayMoment } from '../ui/time.ts'
import { w } from '../words/index.ts'
import css from './evidence.module.css'
import { Findings, type Marking } from './findings.tsx'
import { Probabilities } from './probabilities.tsx'

type EvidenceProps = { report: Pick<Report, 'analysis' | 'analysisWithheld' | 'status'>; marking?: Marking | undefined }

/** What the machine said. A dashed edge and its own words: it never looks like something that somebody signed. */
export function Evidence({ report, marking }: EvidenceProps) {
  const { evidence } = w.reading
  const { analysis, analysisWithheld } = report
  return (
    <section className={css.evidence} aria-labelledby="evidence-title">
      <header className={css.head}>
        <Icon name="cpu" />
        <h2 id="evidence-title" className={css.title}>
          {evidence.title}
        </h2>
        <span className={css.unsigned}>{evidence.unsigned}</span>
      </header>
      {analysisWithheld ? (
        <>
          <strong>{evidence.withheldTitle}</strong>
          <p className={css.text}>{evidence.withheldText}</p>
        </>
      ) : analysis ? (
        <Said analysis={analysis} marking={marking} />
      ) : (
        <p className={css.text}>{sayNone(report.status)}</p>
      )}
    </section>
  )
}

const sayNone = (status: Report['status']) =>
  status === 'pending' || status === 'analyzing' ? w.domain.badgeLong[status] : w.reading.evidence.none

function Said({ analysis, marking }: { analysis: Analysis; marking?: Marking | undefined }) {
  const { evidence } = w.reading
  const notes = [...analysis.flags, ...analysis.qualityReasons]
  return (
    <>
      {analysis.outcome === 'read' && analysis.riskCategory ? (
        <>
          <RiskMark risk={analysis.riskCategory} long />
          <Probabilities analysis={analysis} />
          <Findings findings={analysis.findings} marking={marking} />
        </>
      ) : (
        <p className={css.text}>
          <strong>{w.domain.outcome[analysis.outcome]}.</strong> {analysis.explanation}
        </p>
      )}
      <details className={css.details}>
        <summary>{evidence.about}</summary>
        {analysis.recommendations.length > 0 && (
          <Lines title={evidence.recommendations} lines={analysis.recommendations} />
        )}
        {notes.length > 0 && <Lines title={evidence.flags} lines={notes.map(({ explanation }) => explanation)} />}
        <About analysis={analysis} />
      </details>
    </>
  )
}

function Lines({ title, lines }: { title: string; lines: readonly string[] }) {
  return (
    <div>
      <h3 className={css.small}>{title}</h3>
      <ul className={css.lines}>
        {lines.map((line) => (
          <li key={line}>{line}</li>
        ))}
      </ul>
    </div>
  )
}

/** Which model, when, how sure of the image: enough to find the run again. */
function About({ analysis }: { analysis: Analysis }) {
  const { evidence } = w.reading
  const facts = [
    analysis.modelName && evidence.model(analysis.modelName, analysis.modelVersion ?? ''),
    analysis.imageQualityScore === null ? '' : evidence.quality(Math.round(analysis.imageQualityScore * 100)),
    sayMoment(analysis.processedAt),
  ]
  return <p className={css.about}>{facts.filter(Boolean).join(' · ')}</p>
}
