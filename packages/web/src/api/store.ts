import { useSyncExternalStore } from 'react'

/** A value that lives outside React and can be watched from inside. */
export type Store<T> = { get(): T; set(next: T): void; watch(told: () => void): () => void }

export function newStore<T>(first: T): Store<T> {
  let value = first
  const watchers = new Set<() => void>()
  return {
    get: () => value,
    set(next) {
      if (Object.is(next, value)) return
      value = next
      for (const told of [...watchers]) told()
    },
    watch(told) {
      watchers.add(told)
      return () => watchers.delete(told)
    },
  }
}

export const useStore = <T>(store: Store<T>): T => useSyncExternalStore(store.watch, store.get)

/** Resolves with the first value that passes. */
export function firstOf<T>(store: Store<T>, passes: (value: T) => boolean): Promise<T> {
  if (passes(store.get())) return Promise.resolve(store.get())
  return new Promise((done) => {
    const stop = store.watch(() => {
      if (!passes(store.get())) return
      stop()
      done(store.get())
    })
  })
}
