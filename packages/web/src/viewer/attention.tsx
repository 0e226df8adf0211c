import type { ReportImage } from '@firstread/client'
import { Slider } from '@mantine/core'
import { w } from '../words/index.ts'
import css from './viewer.module.css'

/** Strength of the overlay and what is too weak to be shown, both in percent. */
export type Look = { strength: number; least: number }
export const firstLook: Look = { strength: 55, least: 0 }

type AttentionProps = { url: string; image: ReportImage; matrix: readonly number[]; look: Look }

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
export function Attention({ url, image, matrix, look: { strength, least } }: AttentionProps) {
  return (
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
  )
}

type LegendProps = { look: Look; change: (look: Look) => void }

/** Beside the image and not on it: nothing may lie over a lung. */
export function AttentionLegend({ look, change }: LegendProps) {
  return (
    <div className={css.legend}>
      <div className={css.scaleOfColours}>
        <span>{w.viewer.legendWeak}</span>
        <span className={css.ramp} aria-hidden="true" />
        <span>{w.viewer.legendStrong}</span>
      </div>
      <Part
        name={w.viewer.opacity}
        min={10}
        max={100}
        value={look.strength}
        change={(strength) => change({ ...look, strength })}
      />
      <Part
        name={w.viewer.threshold}
        min={0}
        max={90}
        value={look.least}
        change={(least) => change({ ...look, least })}
      />
      <p>{w.viewer.legend}</p>
    </div>
  )
}

type PartProps = { name: string; min: number; max: number; value: number; change: (value: number) => void }

function Part({ name, change, ...range }: PartProps) {
  return (
    <div className={css.part}>
      <span>{name}</span>
      <Slider size="sm" step={5} label={null} thumbLabel={name} onChange={change} {...range} />
    </div>
  )
}
