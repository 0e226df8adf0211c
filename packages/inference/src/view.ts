import type { Sharp } from 'sharp'
import { InferenceError } from './errors.ts'
import type { RenderOptions } from './reading.ts'

type Size = { width: number; height: number }

/** Whether the picture is not wanted as it is. */
export const isFitted = ({ region, viewport, maxSide }: RenderOptions): boolean =>
  region !== undefined || viewport !== undefined || maxSide !== undefined

/** The wanted part of a picture in the wanted size, its proportions kept. @throws InferenceError `no-pixels` when nothing is left to show */
export function fitted(image: Sharp, size: Size, { region, viewport, maxSide }: RenderOptions): Sharp {
  const part = region === undefined ? image : cut(image, size, region)
  if (viewport !== undefined) return part.resize(viewport.width, viewport.height, { fit: 'inside' })
  if (maxSide !== undefined) return part.resize(maxSide, maxSide, { fit: 'inside', withoutEnlargement: true })
  return part
}

/** Beyond the edges there is nothing: the region is cut there. Negative extents mirror what they show. */
function cut(image: Sharp, size: Size, region: NonNullable<RenderOptions['region']>): Sharp {
  const left = clamp(Math.round(region.left), size.width)
  const top = clamp(Math.round(region.top), size.height)
  const right = clamp(Math.round(region.left + Math.abs(region.width)), size.width)
  const bottom = clamp(Math.round(region.top + Math.abs(region.height)), size.height)
  if (right <= left || bottom <= top) throw new InferenceError('no-pixels', 'the region is empty')
  const part = image.extract({ left, top, width: right - left, height: bottom - top })
  const mirrored = region.width < 0 ? part.flop() : part
  return region.height < 0 ? mirrored.flip() : mirrored
}

const clamp = (value: number, most: number) => Math.min(most, Math.max(0, value))
