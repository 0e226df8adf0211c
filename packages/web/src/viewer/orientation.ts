import { metaData } from '@cornerstonejs/core'

const opposite: Record<string, string> = { L: 'R', R: 'L', A: 'P', P: 'A', H: 'F', F: 'H' }
const turned = (letters: string) => [...letters].map((letter) => opposite[letter] ?? letter).join('')

/**
 * Which side of the patient lies at the left and at the top of the screen. From Patient Orientation (0020,0020) of a
 * projection or the direction cosines of a slice; undefined when the file says neither.
 *
 * @param matrix  image pixel to screen pixel, so that turning and mirroring are taken into account
 */
export function orientationOf(imageId: string, matrix: readonly number[]): { left: string; top: string } | undefined {
  const axes = stated(imageId) ?? computed(imageId)
  if (!axes) return undefined
  const [rowX = 1, rowY = 0, columnX = 0, columnY = 1] = matrix
  // The image axis that runs most along a screen axis names its edges; the letter is where the axis points to.
  const pick = (alongRow: number, alongColumn: number) =>
    Math.abs(alongRow) >= Math.abs(alongColumn)
      ? alongRow > 0
        ? turned(axes.row)
        : axes.row
      : alongColumn > 0
        ? turned(axes.column)
        : axes.column
  return { left: pick(rowX, columnX), top: pick(rowY, columnY) }
}

type Axes = { row: string; column: string }

function stated(imageId: string): Axes | undefined {
  const header = metaData.get('naturalized', imageId) as { PatientOrientation?: unknown } | undefined
  const [row, column] = Array.isArray(header?.PatientOrientation) ? header.PatientOrientation : []
  return typeof row === 'string' && typeof column === 'string' && row && column ? { row, column } : undefined
}

function computed(imageId: string): Axes | undefined {
  const plane = metaData.get('imagePlaneModule', imageId) as
    | { imageOrientationPatient?: number[]; usingDefaultValues?: boolean; isDefaultValueSetForRowCosine?: boolean }
    | undefined
  const cosines = plane?.imageOrientationPatient
  if (cosines?.length !== 6 || plane?.usingDefaultValues || plane?.isDefaultValueSetForRowCosine) return undefined
  return { row: letterOf(cosines.slice(0, 3)), column: letterOf(cosines.slice(3)) }
}

/** PS3.3 C.7.6.2.1.1: x grows to the patient's left, y to the back, z to the head. */
function letterOf([x = 0, y = 0, z = 0]: number[]): string {
  const sides = [
    [Math.abs(x), x > 0 ? 'L' : 'R'],
    [Math.abs(y), y > 0 ? 'P' : 'A'],
    [Math.abs(z), z > 0 ? 'H' : 'F'],
  ] as const
  return sides.toSorted((a, b) => b[0] - a[0])[0]?.[1] ?? ''
}
