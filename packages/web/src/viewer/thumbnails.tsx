import { w } from '../words/index.ts'
import type { Frame } from './frames.ts'
import css from './viewer.module.css'

type ThumbnailsProps = { frames: readonly Frame[]; here: number; show: (index: number) => void }
/** A series of slices is scrolled, not picked from a strip. */
const most = 12

/** The images of a study beside each other, when it has a few. */
export function Thumbnails({ frames, here, show }: ThumbnailsProps) {
  const firsts = frames.map((frame, index) => ({ frame, index })).filter(({ frame }) => frame.frame === 0)
  if (firsts.length < 2 || firsts.length > most) return null
  const current = frames[here]?.imageId
  return (
    <nav className={css.strip} aria-label={w.viewer.thumbnails}>
      {firsts.map(({ frame, index }, place) => (
        <button
          key={frame.imageId}
          type="button"
          className={css.thumb}
          aria-pressed={frame.imageId === current}
          onClick={() => show(index)}
        >
          <img
            src={`${frame.image.url}/thumbnail`}
            alt={w.viewer.image(place + 1)}
            width={56}
            height={56}
            loading="lazy"
          />
        </button>
      ))}
    </nav>
  )
}
