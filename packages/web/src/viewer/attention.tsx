import type { ReportImage } from '@firstread/client'
import { Slider } from '@mantine/core'
import { useState } from 'react'
import { w } from '../words/index.ts'
import css from './viewer.module.css'

type AttentionProps = { url: string; image: ReportImage; matrix: readonly number[] }

/**
 * What the model looked at, laid over the image by the same map that puts its pixels on the screen, so it follows every
 * zoom, move, turn and mirroring. Off until somebody wants it, and never without its legend.
 */
export function Attention({ url, image, matrix }: AttentionProps) {
  const [strength, setStrength] = useState(55)
  return (
    <>
      <div className={css.clip} aria-hidden="true">
        <img
          src={url}
          alt=""
          className={css.attention}
          style={{
            width: image.width ?? undefined,
            height: image.height ?? undefined,
            transform: `matrix(${matrix.join(',')})`,
            opacity: strength / 100,
          }}
        />
      </div>
      <div className={css.legend}>
        <span className={css.ramp} aria-hidden="true" />
        <span className={css.ends}>
          <span>{w.viewer.legendWeak}</span>
          <span>{w.viewer.legendStrong}</span>
        </span>
        <p>{w.viewer.legend}</p>
        <Slider
          size="sm"
          min={10}
          max={100}
          step={5}
          value={strength}
          onChange={setStrength}
          label={null}
          thumbLabel={w.viewer.opacity}
        />
      </div>
    </>
  )
}
