import { w } from '../words/index.ts'

/** Window centres and widths in Hounsfield units as they are taught; for CT only. */
export const ctWindows = {
  lung: { center: -600, width: 1500 },
  soft: { center: 40, width: 400 },
  bone: { center: 400, width: 1800 },
  brain: { center: 40, width: 80 },
} as const
export type CtWindow = keyof typeof ctWindows
export const ctWindowNames = Object.keys(ctWindows) as CtWindow[]
export const sayWindow = (name: CtWindow): string => w.viewer.presets[name]
