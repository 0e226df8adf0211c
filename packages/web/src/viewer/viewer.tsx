import type { Report } from '@firstread/client'
import { useMemo, useRef, useState } from 'react'
import { Empty, Waiting } from '../ui/page.tsx'
import { w } from '../words/index.ts'
import { Attention } from './attention.tsx'
import { framesOf } from './frames.ts'
import { Readout } from './readout.tsx'
import { Thumbnails } from './thumbnails.tsx'
import { Toolbar } from './toolbar.tsx'
import { useStack } from './use-stack.ts'
import css from './viewer.module.css'
import { useViewerKeys } from './viewer-keys.ts'

type ViewerProps = { report: Pick<Report, 'reportId' | 'images' | 'analysis'>; hasKeys?: boolean }

/** The images of a study, with everything that is needed to look at them and nothing in their way. */
export function Viewer({ report, hasKeys = true }: ViewerProps) {
  const frames = useMemo(() => framesOf(report), [report])
  const element = useRef<HTMLDivElement>(null)
  const stage = useRef<HTMLDivElement>(null)
  const view = useStack(element, frames)
  const [isOverlaid, setOverlaid] = useState(false)
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
      />
      {/* The matrix says where pixels lie: e2e/web/stories/pixels.ts compares them with what the server renders. */}
      <div className={css.stage} ref={stage} data-matrix={view.shown?.matrix.join()}>
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
          <Attention url={attentionUrl} image={here.image} matrix={view.shown.matrix} />
        )}
        {view.shown && <Readout shown={view.shown} count={frames.length} isRendered={view.isRendered} />}
      </div>
      <Thumbnails frames={frames} here={view.shown?.index ?? 0} show={view.show} />
    </section>
  )
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
