import type { Report } from '@firstread/client'
import { useMemo, useRef, useState } from 'react'
import { Empty, Waiting } from '../ui/page.tsx'
import { w } from '../words/index.ts'
import { Attention, AttentionLegend, firstLook } from './attention.tsx'
import { type Frame, framesOf, type Way, ways } from './frames.ts'
import { useMarks } from './marks/use-marks.ts'
import { Readout } from './readout.tsx'
import type { ScrollLink } from './scroll-link.ts'
import { Thumbnails } from './thumbnails.tsx'
import { Toolbar } from './toolbar.tsx'
import { useScrollLink } from './use-scroll-link.ts'
import { useStack } from './use-stack.ts'
import css from './viewer.module.css'
import { useViewerKeys } from './viewer-keys.ts'

type ViewerProps = {
  report: Pick<Report, 'reportId' | 'images' | 'analysis'>
  hasKeys?: boolean
  /** With the stack beside it, which may scroll along. */
  link?: ScrollLink
}

/** The images of a study, with everything that is needed to look at them and nothing in their way. */
export function Viewer({ report, hasKeys = true, link }: ViewerProps) {
  const [from, setFrom] = useState<Way>('original')
  const frames = useMemo(() => framesOf(report, from), [report, from])
  const refuse = ({ way, image }: Frame) => {
    const next = image.imageFormat === 'DICOM' ? ways[ways.indexOf(way) + 1] : undefined
    if (next) setFrom(next)
    return next !== undefined
  }
  const element = useRef<HTMLDivElement>(null)
  const stage = useRef<HTMLDivElement>(null)
  const marks = useMarks(report.reportId)
  const view = useStack(element, frames, marks.keeper, refuse)
  useScrollLink(link, view, frames.length)
  const [isOverlaid, setOverlaid] = useState(false)
  const [look, setLook] = useState(firstLook)
  const here = frames[view.shown?.index ?? 0]
  const attentionUrl = attentionOf(report, here?.imageId)
  const toggleOverlay = () => attentionUrl && setOverlaid(!isOverlaid)
  const actions = useViewerKeys({ view, stage, toggleOverlay, count: frames.length, hasKeys })
  if (frames.length === 0) return <Empty icon="file" title={w.viewer.noImages} />
  return (
    <section className={css.viewer} aria-label={w.viewer.label}>
      <Toolbar
        view={view}
        actions={actions}
        frames={frames}
        attention={{ isThere: attentionUrl !== undefined, isOverlaid }}
        marks={marks}
      />
      {attentionUrl && isOverlaid ? <AttentionLegend look={look} change={setLook} /> : <span />}
      {/* The matrix says where pixels lie: e2e/web/stories/golden.ts compares them with what the server renders. */}
      <div
        className={css.stage}
        ref={stage}
        data-matrix={view.shown?.matrix.join()}
        data-report={report.reportId}
        onKeyDownCapture={freeKeys}
      >
        <div
          className={css.image}
          ref={element}
          tabIndex={0}
          role="application"
          aria-label={w.viewer.image((view.shown?.index ?? 0) + 1)}
          onContextMenu={(event) => event.preventDefault()}
        />
        {view.state === 'loading' && (
          <div className={css.over}>
            <Waiting lines={1} height={4} />
          </div>
        )}
        {view.state === 'failed' && here && <Failed url={here.image.url} />}
        {view.shown && attentionUrl && isOverlaid && here && (
          <Attention url={attentionUrl} image={here.image} matrix={view.shown.matrix} look={look} />
        )}
        {view.shown && <Readout shown={view.shown} count={frames.length} way={here?.way ?? 'original'} />}
      </div>
      <Thumbnails frames={frames} here={view.shown?.index ?? 0} show={view.show} />
    </section>
  )
}

/**
 * The viewer's library uses up every key that reaches its element, Tab among them, and needs none. So a key goes round it: a
 * copy goes on from the stage, and the browser still does with the key what nobody else wanted.
 */
function freeKeys({ nativeEvent, target, currentTarget }: React.KeyboardEvent<HTMLDivElement>): void {
  if (target === currentTarget) return
  nativeEvent.stopPropagation()
  if (!currentTarget.dispatchEvent(new KeyboardEvent('keydown', nativeEvent))) nativeEvent.preventDefault()
}

/** The map of the analysis for this image; absent where the model may not localise. */
const attentionOf = ({ analysis }: Pick<Report, 'analysis'>, imageId: string | undefined) =>
  analysis?.images.find((one) => one.imageId === imageId)?.attentionUrl ?? undefined

function Failed({ url }: { url: string }) {
  return (
    <div className={css.over} role="alert">
      <strong>{w.viewer.failed}</strong>
      <span>{w.viewer.failedText}</span>
      <a href={url} download>
        {w.viewer.download}
      </a>
    </div>
  )
}
