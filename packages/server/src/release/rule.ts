import { z } from 'zod'

export const releaseRule = z.object({
  mode: z.enum(['at_signing', 'delayed', 'held']),
  delayHours: z.coerce.number().min(0),
  /** The patient's own choice: hear it from the doctor first. */
  afterCall: z.boolean(),
})
export type ReleaseRule = z.infer<typeof releaseRule>
export type Decision = { state: 'released' | 'scheduled' | 'held'; delayHours: number; heldReason: string | null }

/** When a result signed for the first time opens. The patient's wish comes first, then the setting release.mode. */
export function decide({ mode, delayHours, afterCall }: ReleaseRule): Decision {
  if (afterCall) return held('The patient wants to be called first')
  if (mode === 'held') return held('Results are held here until a doctor releases them')
  if (mode === 'delayed' && delayHours > 0) return { state: 'scheduled', delayHours, heldReason: null }
  return { state: 'released', delayHours: 0, heldReason: null }
}

const held = (heldReason: string): Decision => ({ state: 'held', delayHours: 0, heldReason })
