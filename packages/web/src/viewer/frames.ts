import type { Report, ReportImage } from '@firstread/client'

/** One frame that can be looked at, in reading order. */
export type Frame = { imageId: string; image: ReportImage; frame: number; id: string }

export const pictureScheme = 'firstread-picture'

/**
 * Every frame of a study as the viewer's loaders name it: DICOM by the standard loader, JPEG and PNG by ours. The originals
 * are loaded, lossless, at their full bit depth.
 */
export function framesOf(report: Pick<Report, 'images'>): Frame[] {
  return report.images
    .filter((image) => image.hasPixels)
    .toSorted((a, b) => a.displayOrder - b.displayOrder)
    .flatMap((image) =>
      Array.from({ length: image.frames }, (_, frame) => ({
        imageId: image.imageId,
        image,
        frame,
        id: idOf(image, frame),
      })),
    )
}

function idOf(image: ReportImage, frame: number): string {
  const url = location.origin + image.url
  if (image.imageFormat !== 'DICOM') return `${pictureScheme}:${url}`
  // The standard loader counts frames from 1 (PS3.5), and needs the number only where there are several.
  return image.frames > 1 ? `wadouri:${url}?frame=${frame + 1}` : `wadouri:${url}`
}

/** The same frame as the server renders it, 8 bits in the file's own window: for what no decoder of a browser reads. */
export const renderedFrame = (frame: Frame): Frame =>
  frame.id.startsWith(pictureScheme)
    ? frame
    : { ...frame, id: `${pictureScheme}:${location.origin}${frame.image.url}/rendered?frame=${frame.frame}` }
