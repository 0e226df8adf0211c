import type { ReactNode } from 'react'
import own from './metrics.module.css'

export const box = { left: 56, top: 10, side: 240, width: 314, height: 292 }

/** Shares into the square of a plot, from its lower left corner. */
export const at = {
  x: (share: number) => box.left + share * box.side,
  y: (share: number) => box.top + (1 - share) * box.side,
}

const ticks = [0, 0.25, 0.5, 0.75, 1]
const percent = (share: number) => `${Math.round(share * 100)} %`

type PlotProps = { label: string; axes: { x: string; y: string }; diagonal?: boolean; children: ReactNode }

/** A square from 0 to 100 % both ways, with its axes named. What it shows is said by `label` and stands in the table beside it. */
export function Plot({ label, axes, children }: PlotProps) {
  return (
    <svg viewBox={`0 0 ${box.width} ${box.height}`} role="img" aria-label={label} className={own.plot}>
      {ticks.map((share) => (
        <g key={share}>
          <line x1={at.x(0)} x2={at.x(1)} y1={at.y(share)} y2={at.y(share)} className={own.grid} />
          <line x1={at.x(share)} x2={at.x(share)} y1={at.y(0)} y2={at.y(1)} className={own.grid} />
          <text x={at.x(0) - 6} y={at.y(share) + 4} textAnchor="end">
            {share === 0 ? '' : percent(share)}
          </text>
          <text x={at.x(share)} y={at.y(0) + 16} textAnchor="middle">
            {percent(share)}
          </text>
        </g>
      ))}
      <line x1={at.x(0)} x2={at.x(1)} y1={at.y(0)} y2={at.y(1)} className={own.diagonal} />
      {children}
      <text x={at.x(0.5)} y={at.y(0) + 36} textAnchor="middle" className={own.axisName}>
        {axes.x}
      </text>
      <text
        x={0}
        y={0}
        textAnchor="middle"
        className={own.axisName}
        transform={`translate(11 ${at.y(0.5)}) rotate(-90)`}
      >
        {axes.y}
      </text>
    </svg>
  )
}
