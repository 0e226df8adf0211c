import type { ReportImage } from '@firstread/client'
import { Slider } from '@mantine/core'
import { useState } from 'react'
import { w } from '../words/index.ts'
import css from './viewer.module.css'

type AttentionProps = { url: string; image: ReportImage; matrix: readonly number[] }

const filterId = 'attention-threshold'
/** Steps of the strength, which the map carries as its alpha. */
const steps = 41

/** Below the threshold nothing is shown, above it the map is as it came. */
const alphaTable = (least: number) =>
  Array.from({ length: steps }, (_, step) => {
    const alpha = step / (steps - 1)
    return alpha * 100 < least * strongest ? 0 : alpha
  }).join(' ')

/** The map's own strongest alpha (packages/inference, attention.ts), so that the threshold runs over all of it. */
const strongest = 0.7

/**
 * What the model looked at, laid over the image by the same map that puts its pixels on the screen, so it follows every
 * zoom, move, turn and mirroring. Off until somebody wants it, and never without its legend.
 */
export function Attention({ url, image, matrix }: AttentionProps) {
  const [strength, setStrength] = useState(55)
  const [least, setLeast] = useState(0)
  return (
    <>
      <div className={css.clip} aria-hidden="true">
        <svg width="0" height="0">
          <title>{w.viewer.threshold}</title>
          <filter id={filterId}>
            <feComponentTransfer>
              <feFuncA type="table" tableValues={alphaTable(least)} />
            </feComponentTransfer>
          </filter>
        </svg>
        <img
          src={url}
          alt=""
          className={css.attention}
          style={{
            width: image.width ?? undefined,
            height: image.height ?? undefined,
            transform: `matrix(${matrix.join(',')})`,
            opacity: strength / 100,
            ...(least > 0 ? { filter: `url(#${filterId})` } : {}),
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
        <span className={css.sliderName}>{w.viewer.opacity}</span>
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
        <span className={css.sliderName}>{w.viewer.threshold}</span>
        <Slider
          size="sm"
          min={0}
          max={90}
          step={5}
          value={least}
          onChange={setLeast}
          label={null}
          thumbLabel={w.viewer.threshold}
        />
      </div>
    </>
  )
}
