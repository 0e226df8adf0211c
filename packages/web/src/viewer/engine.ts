import { init as initCore, RenderingEngine } from '@cornerstonejs/core'
import { init as initLoader } from '@cornerstonejs/dicom-image-loader'
import * as tools from '@cornerstonejs/tools'
import { textLines } from './marks/text-lines.ts'
import { registerPictureLoader } from './picture-loader.ts'
import { refuseNoSpacing } from './spacing.ts'

/** Tools that a person can take in hand, by our name. */
export const handTools = {
  window: tools.WindowLevelTool,
  zoom: tools.ZoomTool,
  pan: tools.PanTool,
  length: tools.LengthTool,
  angle: tools.AngleTool,
  area: tools.EllipticalROITool,
  probe: tools.ProbeTool,
} as const
export type HandTool = keyof typeof handTools

let engine: RenderingEngine | undefined
/** Decoding is for the workers; more of them than this only wait for each other on small machines. */
const mostWorkers = 3

/** The viewer library, started once for the page. Only this folder speaks to it. */
export function startEngine(): RenderingEngine {
  if (engine) return engine
  initCore()
  initLoader({
    maxWebWorkers: Math.min(mostWorkers, Math.max(1, (navigator.hardwareConcurrency || 2) - 1)),
    // A refused image is shown as refused; the library would also write it to the console.
    errorInterceptor: () => undefined,
  })
  registerPictureLoader()
  refuseNoSpacing()
  tools.init()
  for (const tool of [...Object.values(handTools), tools.StackScrollTool]) tools.addTool(tool)
  engine = new RenderingEngine('firstread')
  return engine
}

export const toolGroupId = 'firstread'

/** Left: the tool in hand. Right: zoom. Middle: move. Wheel: frames. The same on every station people know. */
export function giveTools(viewportId: string, inHand: HandTool): void {
  const group = tools.ToolGroupManager.getToolGroup(toolGroupId) ?? newGroup()
  group?.addViewport(viewportId, 'firstread')
  takeInHand(inHand)
}

function newGroup() {
  const group = tools.ToolGroupManager.createToolGroup(toolGroupId)
  for (const tool of [...Object.values(handTools), tools.StackScrollTool]) group?.addTool(tool.toolName)
  for (const tool of ['length', 'angle', 'area', 'probe'] as const) {
    const getTextLines = (data: never, targetId: string) => textLines(tool, data, targetId)
    // The library's own undo listens to "z", which is ours, and would undo what is saved.
    group?.setToolConfiguration(handTools[tool].toolName, { getTextLines, actions: noActions })
  }
  return group
}

const noActions = { undo: { bindings: [] }, redo: { bindings: [] } }
const { MouseBindings } = tools.Enums

export function takeInHand(inHand: HandTool): void {
  const group = tools.ToolGroupManager.getToolGroup(toolGroupId)
  if (!group) return
  for (const tool of Object.values(handTools)) group.setToolPassive(tool.toolName, { removeAllBindings: true })
  const always: Partial<Record<HandTool, number>> = { zoom: MouseBindings.Secondary, pan: MouseBindings.Auxiliary }
  for (const [name, button] of Object.entries(always)) {
    const own = name === inHand ? [{ mouseButton: MouseBindings.Primary }] : []
    group.setToolActive(handTools[name as HandTool].toolName, { bindings: [...own, { mouseButton: button }] })
  }
  if (!(inHand in always))
    group.setToolActive(handTools[inHand].toolName, { bindings: [{ mouseButton: MouseBindings.Primary }] })
  group.setToolActive(tools.StackScrollTool.toolName, { bindings: [{ mouseButton: MouseBindings.Wheel }] })
}

export function dropTools(viewportId: string): void {
  tools.ToolGroupManager.getToolGroup(toolGroupId)?.removeViewports('firstread', viewportId)
}
