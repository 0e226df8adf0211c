import type { DicomJson } from '../json.ts'
import { headerElements, type ResultHeader } from '../sr/header.ts'
import { secondaryCapture } from './evidence-capture.ts'

/** A picture as a program decodes it: grey or red, green, blue by pixel, row-major. */
export interface Picture {
  readonly width: number
  readonly height: number
  readonly channels: 1 | 3
  readonly pixels: Uint8Array
}

/**
 * The header of a Secondary Capture (PS3.3 A.8.1) that holds a picture which came without DICOM. Whether somebody's name is
 * drawn into it nobody knows, so BurnedInAnnotation is left out.
 *
 * @param isLossy  the picture was a JPEG: once lossy, always said (PS3.3 C.7.6.1.1.5)
 */
export function pictureCaptureElements(header: ResultHeader, picture: Picture, isLossy: boolean): DicomJson {
  const isGrey = picture.channels === 1
  return headerElements(header, {
    SOPClassUID: secondaryCapture,
    Modality: 'OT',
    ConversionType: 'WSD',
    ImageType: ['DERIVED', 'SECONDARY'],
    PatientOrientation: null,
    Laterality: null,
    ...(isLossy ? { LossyImageCompression: '01', LossyImageCompressionMethod: 'ISO_10918_1' } : {}),
    SamplesPerPixel: picture.channels,
    PhotometricInterpretation: isGrey ? 'MONOCHROME2' : 'RGB',
    ...(isGrey ? {} : { PlanarConfiguration: 0 }),
    Rows: picture.height,
    Columns: picture.width,
    BitsAllocated: 8,
    BitsStored: 8,
    HighBit: 7,
    PixelRepresentation: 0,
  })
}
