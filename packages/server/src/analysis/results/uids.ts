import { uidFromDigest } from '@firstread/dicom'

/**
 * The UIDs of a run's results follow from the run: made again, they are the same, and the database takes each only once.
 * Every run has series of its own, so that whose results a series holds is never a question.
 */
export const resultUids = (runId: string) => ({
  reportSeries: uidFromDigest(`firstread report series ${runId}`),
  report: uidFromDigest(`firstread report ${runId}`),
  evidenceSeries: uidFromDigest(`firstread evidence series ${runId}`),
  evidence: (imageId: string) => uidFromDigest(`firstread evidence ${runId} ${imageId}`),
})
export type ResultUids = ReturnType<typeof resultUids>

/** The device is the model, whichever machine it ran on. */
export const deviceUid = (modelSha256: string): string => uidFromDigest(`firstread model ${modelSha256}`)
