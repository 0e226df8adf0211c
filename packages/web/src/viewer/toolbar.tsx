import { ActionIcon, Menu, Tooltip } from '@mantine/core'
import { Icon, type IconName } from '../ui/icons.tsx'
import { KeyCap } from '../ui/tag.tsx'
import { w } from '../words/index.ts'
import type { HandTool } from './engine.ts'
import type { Frame } from './frames.ts'
import type { Mark } from './marks/mark.ts'
import { MarksButton } from './marks/marks-button.tsx'
import type { Marks } from './marks/use-marks.ts'
import { ctWindowNames, ctWindows, sayWindow } from './presets.ts'
import type { View } from './use-stack.ts'
import css from './viewer.module.css'
import { toolKeys, type ViewerActions } from './viewer-keys.ts'

const iconOf: Record<HandTool, IconName> = {
  window: 'window',
  zoom: 'zoom',
  pan: 'move',
  length: 'ruler',
  angle: 'angle',
  area: 'area',
  probe: 'probe',
}

type ToolbarProps = {
  view: View
  actions: ViewerActions
  frames: readonly Frame[]
  attention: { isThere: boolean; isOverlaid: boolean }
  marks: Marks
}

/** Every tool with its name and its key; what the image does not allow is not offered. */
export function Toolbar({ view, actions, frames, attention, marks }: ToolbarProps) {
  const { tools } = w.viewer
  const stack = view.stack
  return (
    <div className={css.toolbar} role="toolbar" aria-label={tools.label}>
      <div className={css.group}>
        {(Object.keys(toolKeys) as HandTool[]).map((tool) => (
          <Tool
            key={tool}
            icon={iconOf[tool]}
            name={tools[tool]}
            press={toolKeys[tool]}
            isOn={view.tool === tool}
            does={() => view.take(tool)}
          />
        ))}
      </div>
      <div className={css.group}>
        <Tool
          icon="invert"
          name={tools.invert}
          press="i"
          isOn={view.shown?.isInverted ?? false}
          does={() => stack?.invert()}
        />
        <Tool icon="rotate" name={tools.rotate} press="r" does={() => stack?.rotate()} />
        <Tool icon="flip" name={tools.flip} press="m" does={() => stack?.flip()} />
        <Presets view={view} />
        <Tool icon="reset" name={tools.reset} press="0" does={() => stack?.reset()} />
        <Tool icon="trash" name={tools.clear} press="Del" does={() => stack?.removeMark()} />
      </div>
      <div className={css.group}>
        {attention.isThere && (
          <Tool icon="layers" name={tools.attention} press="o" isOn={attention.isOverlaid} does={actions.overlay} />
        )}
        {frames.length > 1 && (
          <Tool
            icon={actions.isPlaying ? 'pause' : 'play'}
            name={actions.isPlaying ? tools.stop : tools.play}
            press="␣"
            does={actions.play}
          />
        )}
        <Tool icon="full" name={tools.full} press="." does={actions.full} />
      </div>
      <MarksButton marks={marks} go={(mark) => goTo(view, frames, mark)} />
    </div>
  )
}

/** To the frame of a measurement, which is then selected. */
function goTo(view: View, frames: readonly Frame[], { id, imageId, frame }: Mark): void {
  const index = frames.findIndex((one) => one.imageId === imageId && one.frame === frame)
  if (index >= 0) view.show(index)
  view.stack?.selectMark(id)
}

type ToolProps = { icon: IconName; name: string; press?: string; isOn?: boolean; does: () => void }

function Tool({ icon, name, press, isOn, does }: ToolProps) {
  return (
    <Tooltip
      label={
        <span className={css.tip}>
          {name} {press && <KeyCap>{press}</KeyCap>}
        </span>
      }
    >
      <ActionIcon
        variant="subtle"
        size="lg"
        className={css.tool}
        aria-label={name}
        {...(isOn === undefined ? {} : { 'aria-pressed': isOn })}
        onClick={does}
      >
        <Icon name={icon} size={20} />
      </ActionIcon>
    </Tooltip>
  )
}

/** Hounsfield windows mean something for CT only. */
function Presets({ view }: { view: View }) {
  const { tools, presets } = w.viewer
  if (view.shown?.modality !== 'CT') return null
  return (
    <Menu position="bottom-start">
      <Menu.Target>
        <ActionIcon variant="subtle" size="lg" className={css.tool} aria-label={tools.presets}>
          <Icon name="sliders" size={20} />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Item onClick={() => view.stack?.reset()}>{presets.file}</Menu.Item>
        {ctWindowNames.map((name) => (
          <Menu.Item key={name} onClick={() => view.stack?.setWindow(ctWindows[name].center, ctWindows[name].width)}>
            {sayWindow(name)}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  )
}
