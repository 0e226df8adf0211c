import { Problem } from '@firstread/contract'
import type { RenderOptions } from '@firstread/inference'
import { one, type WadoQuery } from './paths.ts'

export const pictureTypes = ['image/jpeg', 'image/png'] as const
export type PictureType = (typeof pictureTypes)[number]

const mostPixels = 20_000

const shapes = {
  linear: 'LINEAR',
  'linear-exact': 'LINEAR_EXACT',
  linear_exact: 'LINEAR_EXACT',
  sigmoid: 'SIGMOID',
} as const

/**
 * How a picture is wanted, by the query parameters of PS3.18 8.3.5.1: `window=center,width,function`,
 * `viewport=width,height,left,top,width,height` and `quality=1…100`.
 *
 * @throws Problem  bad-query
 */
export function pictureOptions(query: WadoQuery, type: PictureType, frame: number): RenderOptions {
  return {
    format: type === 'image/png' ? 'png' : 'jpeg',
    frame,
    ...windowOf(one(query, 'window')),
    ...viewportOf(one(query, 'viewport')),
    ...qualityOf(one(query, 'quality'), type),
  }
}

/** Annotations are not drawn and no profile is built in; who asks for them is told so (PS3.18 8.3.5.1.1 and .6). */
export function unsupported(query: WadoQuery): string[] {
  const profile = one(query, 'iccprofile')
  return [
    ...(one(query, 'annotation') ? ['annotation is not supported and was ignored'] : []),
    ...(profile !== undefined && profile !== 'no' ? ['iccprofile is not supported: the picture has none'] : []),
  ]
}

function windowOf(text: string | undefined): Pick<RenderOptions, 'window'> {
  if (text === undefined) return {}
  const [center, width, name = 'linear', ...more] = text.split(',')
  const shape = shapes[name.toLowerCase() as keyof typeof shapes]
  const window = { center: numberOf(center), width: numberOf(width), shape }
  if (more.length > 0 || shape === undefined) throw wrong('window=center,width,linear|linear-exact|sigmoid')
  const isPossible = shape === 'LINEAR' ? window.width >= 1 : window.width > 0
  if (!isPossible) throw new Problem('bad-query', 'The window is too narrow (PS3.3 C.11.2.1.2)')
  return { window }
}

function viewportOf(text: string | undefined): Pick<RenderOptions, 'viewport' | 'region'> {
  if (text === undefined) return {}
  const [width, height, ...rest] = text.split(',').map((part, i) => (i > 1 && part === '' ? undefined : numberOf(part)))
  if (!isSide(width) || !isSide(height)) throw wrong('viewport=width,height[,left,top,width,height] in whole pixels')
  const viewport = { width: Math.round(width), height: Math.round(height) }
  if (rest.length === 0) return { viewport }
  const [left = 0, top = 0, across = mostPixels, down = mostPixels] = rest
  if (rest.length > 4 || across === 0 || down === 0) throw wrong('viewport=width,height,left,top,width,height')
  return { viewport, region: { left, top, width: across, height: down } }
}

const isSide = (value: number | undefined): value is number => value !== undefined && value >= 1 && value <= mostPixels

function qualityOf(text: string | undefined, type: PictureType): Pick<RenderOptions, 'quality'> {
  if (text === undefined) return {}
  const quality = Number(text)
  if (!Number.isInteger(quality) || quality < 1 || quality > 100) throw wrong('quality is 1 to 100')
  return type === 'image/jpeg' ? { quality } : {}
}

export function numberOf(text: string | undefined): number {
  const value = text?.trim() ? Number(text) : Number.NaN
  if (!Number.isFinite(value) || Math.abs(value) > 1e9) throw wrong('a number')
  return value
}

const wrong = (expected: string) => new Problem('bad-query', `Expected: ${expected}`)
