/** Lengths a person can use, millimetres. */
const steps = [1, 2, 5, 10, 20, 50, 100, 200]

/**
 * The longest round length that fits.
 *
 * @param mmPerPixel  millimetres per image pixel
 * @param scale  screen pixels per image pixel
 * @param room  screen pixels there are
 */
export function scaleBar(mmPerPixel: number, scale: number, room: number): { mm: number; pixels: number } {
  const pixelsPerMm = scale / mmPerPixel
  const mm = steps.findLast((step) => step * pixelsPerMm <= room) ?? 1
  return { mm, pixels: Math.round(mm * pixelsPerMm) }
}
