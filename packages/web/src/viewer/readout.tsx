import { w } from '../words/index.ts'
import type { Way } from './frames.ts'
import { scaleBar } from './scale-bar.ts'
import type { Shown } from './stack.ts'
import css from './viewer.module.css'

type ReadoutProps = { shown: Shown; count: number; way: Way }

/** On every image: which one, its window, its size, its scale and its orientation. */
export function Readout({ shown, count, way }: ReadoutProps) {
  const bar = shown.spacing && scaleBar(shown.spacing.mm, shown.scale, 160)
  return (
    <>
      <div className={css.foot}>
        <div className={css.readout}>
          <span className="number">{sayWindowOf(shown)}</span>
          <span className="number">{w.viewer.zoom(Math.round(shown.scale * 100))}</span>
          {way !== 'original' && <span className={css.rendered}>{w.viewer.ways[way]}</span>}
          {count > 1 && <span className="number">{w.viewer.frame(shown.index + 1, count)}</span>}
        </div>
        <div className={css.readout}>
          {bar ? (
            <>
              <span className={css.scale} style={{ width: bar.pixels }} />
              <span className="number">{w.viewer.mm(bar.mm, shown.spacing?.isAtDetector ?? false)}</span>
            </>
          ) : (
            <span>{w.viewer.noScale}</span>
          )}
        </div>
      </div>
      {shown.orientation ? (
        <>
          <span className={css.side} data-side="left">
            {shown.orientation.left}
          </span>
          <span className={css.side} data-side="top">
            {shown.orientation.top}
          </span>
        </>
      ) : (
        <span className={css.readout} data-corner="top-left">
          {w.viewer.unoriented}
        </span>
      )}
    </>
  )
}

/** Whole numbers, as films and Hounsfield units have them; where the whole window is a small number, three figures. */
function sayWindowOf({ center, width }: Shown): string {
  const say = (value: number) => (width >= 10 ? Math.round(value).toString() : value.toPrecision(3))
  return w.viewer.window(say(center), say(width))
}
