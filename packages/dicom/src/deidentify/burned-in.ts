import type { DicomJson } from '../json.ts'
import { text } from '../text.ts'

/** Kinds of pictures that often carry names in their pixels: captures of screens, scanned paper, ultrasound, photographs. */
const suspicious = [
  '1.2.840.10008.5.1.4.1.1.7', // Secondary Capture, single and multi-frame
  '1.2.840.10008.5.1.4.1.1.6.', // Ultrasound
  '1.2.840.10008.5.1.4.1.1.3.', // Ultrasound Multi-frame
  '1.2.840.10008.5.1.4.1.1.77.1', // Visible light
  '1.2.840.10008.5.1.4.1.1.104.', // Encapsulated documents
]
const modalities = new Set(['US', 'SC', 'OT', 'ES', 'XC', 'GM', 'DOC', 'IVUS'])

/**
 * Whether the pixels may say whose they are, which no treatment of the header can mend. `stated`: the file says so; `likely`:
 * it says nothing, and is of a kind that often does.
 */
export function burnedIn(elements: DicomJson): 'stated' | 'likely' | undefined {
  const stated = text(elements, 'BurnedInAnnotation')
  if (stated === 'YES' || text(elements, 'RecognizableVisualFeatures') === 'YES') return 'stated'
  if (hasEmbeddedOverlay(elements)) return 'likely'
  if (stated === 'NO') return undefined
  const sopClass = text(elements, 'SOPClassUID') ?? ''
  const isSuspicious = suspicious.some((prefix) => sopClass.startsWith(prefix))
  return isSuspicious || modalities.has(text(elements, 'Modality') ?? '') ? 'likely' : undefined
}

/** Before 2004 an overlay could hide in unused bits of the pixels (60xx,0102), where no treatment of the header removes it. */
const hasEmbeddedOverlay = (elements: DicomJson): boolean =>
  Object.entries(elements).some(([key, element]) => /^60..0102$/.test(key) && Number(element.Value?.[0] ?? 0) > 0)
