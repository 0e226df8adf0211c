import { useEffect, useRef } from 'react'
import { newStore } from '../api/store.ts'

/** One key and what it does; `words` stand in the help. Without words the key is a synonym. */
export type Key = { press: string; does: () => void; words?: string; shown?: string; evenWriting?: boolean }
export type KeyGroup = { title: string; keys: readonly Key[] }

/** The groups of keys that work at this moment, for the help. */
export const activeKeys = newStore<readonly KeyGroup[]>([])

const isWriting = (target: EventTarget | null) =>
  target instanceof HTMLElement &&
  (target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName)) &&
  !(target instanceof HTMLInputElement && /^(checkbox|radio|range|button)$/.test(target.type))

/** `mod+Enter`, `j`, `?`, `Escape`: Control on most machines, Command on a Mac. */
export function nameOf(event: KeyboardEvent): string {
  const mod = event.ctrlKey || event.metaKey ? 'mod+' : ''
  const alt = event.altKey ? 'alt+' : ''
  return `${mod}${alt}${event.key.length === 1 && !event.shiftKey ? event.key.toLowerCase() : event.key}`
}

/** While a dialog is open, the keys of the page below it rest. */
const hasDialog = () => document.querySelector('[aria-modal="true"]') !== null

/** Makes a group of keys work for as long as the component is shown. */
export function useKeys(title: string, keys: readonly Key[], options: { inDialogs?: boolean } = {}): void {
  const current = useRef(keys)
  current.current = keys
  const { inDialogs = false } = options
  const said = keys.map(({ press, words }) => `${press}${words}`).join()
  // biome-ignore lint/correctness/useExhaustiveDependencies: `said` is what the help shows of them
  useEffect(() => {
    const group: KeyGroup = { title, keys: current.current }
    activeKeys.set([...activeKeys.get(), group])
    return () => activeKeys.set(activeKeys.get().filter((one) => one !== group))
  }, [title, said])
  useEffect(() => {
    const listen = (event: KeyboardEvent) => {
      if (event.defaultPrevented || event.isComposing || (!inDialogs && hasDialog())) return
      const name = nameOf(event)
      const key = current.current.find(({ press }) => press === name)
      if (!key || (isWriting(event.target) && !key.evenWriting && !name.startsWith('mod+'))) return
      event.preventDefault()
      key.does()
    }
    addEventListener('keydown', listen)
    return () => removeEventListener('keydown', listen)
  }, [inDialogs])
}
