import type { Report, ReportImage } from '@firstread/client'
import { explicitLittleEndian, wayOf } from './encodings.ts'

/** One frame that can be looked at, in reading order. */
export type Frame = { imageId: string; image: ReportImage; frame: number; way: Way; id: string }

export const pictureScheme = 'firstread-picture'

/**
 * How an image reaches the viewer. All but the last keep every value: the file as it is stored; the file with its pixels
 * decoded by the server, for what a browser does not decode, or not right; a picture of 8 bits in the file's own window.
 */
export const ways = ['original', 'decoded', 'rendered'] as const
export type Way = (typeof ways)[number]

/** Every frame of a study as the viewer's loaders name it: DICOM by the standard loader, JPEG and PNG by ours. */
export function framesOf(report: Pick<Report, 'images'>, from: Way = 'original'): Frame[] {
  return report.images
    .filter((image) => image.hasPixels)
    .toSorted((a, b) => a.displayOrder - b.displayOrder)
    .flatMap((image) =>
      Array.from({ length: image.frames }, (_, frame) => {
        const way = image.imageFormat === 'DICOM' ? later(from, wayOf(image)) : 'original'
        return { imageId: image.imageId, image, frame, way, id: idOf(image, frame, way) }
      }),
    )
}

const later = (a: Way, b: Way): Way => (ways.indexOf(a) > ways.indexOf(b) ? a : b)

function idOf(image: ReportImage, frame: number, way: Way): string {
  const url = location.origin + image.url
  if (image.imageFormat !== 'DICOM') return `${pictureScheme}:${url}`
  if (way === 'rendered') return `${pictureScheme}:${url}/rendered?frame=${frame}`
  const file = way === 'decoded' ? `${url}?transferSyntax=${explicitLittleEndian}` : url
  // The standard loader counts frames from 1 (PS3.5), and needs the number only where there are several.
  return image.frames > 1 ? `wadouri:${file}${way === 'decoded' ? '&' : '?'}frame=${frame + 1}` : `wadouri:${file}`
}
