/** Small line plots as SVG text: a unit square with a grid, readable on light and dark pages. */

export type Series = { name: string; colour: string; points: readonly { x: number; y: number }[]; dots?: boolean }

const SIDE = 320
const MARGIN = 46
const TICKS = [0, 0.2, 0.4, 0.6, 0.8, 1]

const px = (x: number) => (MARGIN + x * SIDE).toFixed(1)
const py = (y: number) => (MARGIN / 2 + (1 - y) * SIDE).toFixed(1)

const escapes: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' }
const escaped = (text: string) => text.replace(/[&<>"]/g, (sign) => escapes[sign] ?? sign)

const tick = (value: number) => [
  `<path d="M${px(0)} ${py(value)}H${px(1)}M${px(value)} ${py(0)}V${py(1)}" stroke="#ddd"/>`,
  `<text x="${px(-0.02)}" y="${py(value)}" text-anchor="end" dominant-baseline="middle">${value}</text>`,
  `<text x="${px(value)}" y="${py(-0.05)}" text-anchor="middle">${value}</text>`,
]

const line = ({ colour, points }: Series) =>
  `<polyline fill="none" stroke="${colour}" stroke-width="2" points="${points.map(({ x, y }) => `${px(x)},${py(y)}`).join(' ')}"/>`

const dots = ({ colour, points }: Series) =>
  points.map(({ x, y }) => `<circle cx="${px(x)}" cy="${py(y)}" r="3.5" fill="${colour}"/>`)

const legend = ({ name, colour }: Series, i: number) => {
  const y = Number(py(0.06)) - i * 16
  return `<rect x="${px(0.42)}" y="${y - 9}" width="10" height="10" fill="${colour}"/><text x="${px(0.46)}" y="${y}">${escaped(name)}</text>`
}

/** A plot of the unit square with a diagonal for comparison. */
export function plot(title: string, xLabel: string, yLabel: string, series: readonly Series[]): string {
  const width = SIDE + MARGIN * 1.5
  const height = SIDE + MARGIN * 1.8
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" font-family="sans-serif" font-size="11">`,
    `<title>${escaped(title)}</title><rect width="100%" height="100%" fill="#fff"/>`,
    ...TICKS.flatMap(tick),
    `<path d="M${px(0)} ${py(0)}L${px(1)} ${py(1)}" stroke="#999" stroke-dasharray="4 4"/>`,
    ...series.map(line),
    ...series.filter((one) => one.dots).flatMap(dots),
    ...series.map(legend),
    `<text x="${px(0.5)}" y="${py(-0.13)}" text-anchor="middle" font-size="12">${escaped(xLabel)}</text>`,
    `<text transform="translate(12 ${py(0.5)}) rotate(-90)" text-anchor="middle" font-size="12">${escaped(yLabel)}</text>`,
    '</svg>\n',
  ].join('\n')
}
