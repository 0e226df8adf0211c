export type { Evidence } from './burn-in.ts'
export { type EvidenceCapture, evidenceCapture, secondaryCapture } from './evidence-capture.ts'
export { type Picture, pictureCaptureElements } from './picture-capture.ts'
