import * as api from '@firstread/client'
import { ask, codeOf } from '../../api/ask.ts'
import { currentUser } from '../../api/session.ts'
import { isSame, type Mark, markOf } from './mark.ts'

export type MarkSaving = 'clean' | 'waiting' | 'saving' | 'saved' | 'failed' | 'refused'
export type MarksState = {
  marks: readonly Mark[]
  saving: MarkSaving
  /** how often another window had changed what this one changed; both are kept then */
  conflicts: number
}

/** Milliseconds: after the last change, and after a failure. */
const pace = { save: 400, retry: 4000 }

/**
 * Keeps the measurements on one study: on the screen at once, on the server soon after, one saving after the other. What
 * fails for the moment is tried again until it succeeds, also after the page has gone on to the next study. A change that
 * meets another window's keeps both.
 */
export class MarkKeeper {
  state: MarksState = { marks: [], saving: 'clean', conflicts: 0 }
  readonly me: string
  readonly #reportId: string
  readonly #marks = new Map<string, Mark>()
  /** What the server does not know yet: true to save, the version to remove otherwise. */
  readonly #due = new Map<string, true | number>()
  readonly #listeners = new Set<() => void>()
  #line: Promise<void> = Promise.resolve()
  #timer: ReturnType<typeof setTimeout> | undefined

  constructor(reportId: string, me: string) {
    this.#reportId = reportId
    this.me = me
  }

  subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener)
    return () => void this.#listeners.delete(listener)
  }

  get isDone(): boolean {
    return this.#due.size === 0
  }

  /** What others drew meanwhile comes too; what waits here stays as it is. */
  async load(): Promise<void> {
    const { items } = await ask(api.listAnnotations({ path: { reportId: this.#reportId } }))
    const there = new Set(items.map(({ annotationId }) => annotationId))
    for (const [id, { version }] of this.#marks) {
      if (version > 0 && !there.has(id) && !this.#due.has(id)) this.#marks.delete(id)
    }
    for (const item of items) if (!this.#due.has(item.annotationId)) this.#marks.set(item.annotationId, markOf(item))
    this.#tell()
  }

  /** A new measurement, or an own one in another form or with other words. */
  put(mark: Mark): void {
    this.#marks.set(mark.id, mark)
    this.#later(mark.id, true)
  }

  change(id: string, change: Partial<Pick<Mark, 'points' | 'label'>>): void {
    const mark = this.#marks.get(id)
    if (mark?.authorId === this.me) this.put({ ...mark, ...change })
  }

  remove(id: string): void {
    const mark = this.#marks.get(id)
    if (mark?.authorId !== this.me) return
    this.#marks.delete(id)
    this.#later(id, mark.version)
  }

  #later(id: string, job: true | number): void {
    this.#due.set(id, job)
    this.#tell('waiting')
    this.#soon(pace.save)
  }

  #soon(ms: number): void {
    clearTimeout(this.#timer)
    this.#timer = setTimeout(() => {
      this.#line = this.#line.then(() => this.#saveAll())
    }, ms)
  }

  async #saveAll(): Promise<void> {
    // Somebody else has signed in at this browser: what is left was not drawn by them.
    if (currentUser()?.id !== this.me) return this.#soon(pace.retry)
    let isRefused = false
    for (const [id, job] of [...this.#due]) {
      this.#tell('saving')
      this.#due.delete(id)
      try {
        await (job === true ? this.#save(id) : this.#drop(id, job))
      } catch (error) {
        if (isFinal(error)) isRefused = true
        else return this.#again(id, job)
      }
    }
    if (this.#due.size > 0) return this.#soon(0)
    this.#tell(isRefused ? 'refused' : 'saved')
  }

  #again(id: string, job: true | number): void {
    // What was changed or removed while it was on its way is newer than what failed.
    if (!this.#due.has(id)) this.#due.set(id, job)
    this.#tell('failed')
    this.#soon(pace.retry)
  }

  async #save(id: string): Promise<void> {
    const sent = this.#marks.get(id)
    if (!sent) return
    const { imageId, frame, tool, points, label, version } = sent
    const body = { imageId, frame, tool, points: points.map(([x, y]) => [x, y] as [number, number]), label, version }
    try {
      const saved = await ask(api.saveAnnotation({ path: { reportId: this.#reportId, annotationId: id }, body }))
      this.#arrived(markOf(saved))
    } catch (error) {
      if (codeOf(error) !== 'annotation-changed') throw error
      await this.#keepBoth(this.#marks.get(id) ?? sent)
    }
  }

  #arrived(saved: Mark): void {
    const now = this.#marks.get(saved.id)
    if (now) this.#marks.set(saved.id, { ...now, version: saved.version, authorName: saved.authorName })
    else this.#due.set(saved.id, saved.version)
  }

  /** Another window was faster: its state comes back under the old id, ours stays beside it under a new one. */
  async #keepBoth(ours: Mark): Promise<void> {
    this.#due.delete(ours.id)
    await this.load()
    const theirs = this.#marks.get(ours.id)
    if (theirs && isSame(theirs, ours)) return
    const copy = { ...ours, id: crypto.randomUUID(), version: 0 }
    this.#marks.set(copy.id, copy)
    this.#due.set(copy.id, true)
    this.#conflict()
  }

  async #drop(id: string, version: number): Promise<void> {
    if (version === 0) return
    try {
      await ask(api.removeAnnotation({ path: { reportId: this.#reportId, annotationId: id }, query: { version } }))
    } catch (error) {
      if (codeOf(error) !== 'annotation-changed') throw error
      await this.load()
      this.#conflict()
    }
  }

  #conflict(): void {
    this.state = { ...this.state, conflicts: this.state.conflicts + 1 }
  }

  #tell(saving = this.state.saving): void {
    this.state = { ...this.state, marks: [...this.#marks.values()], saving }
    for (const listener of this.#listeners) listener()
  }
}

/** No later try would end otherwise. */
const finalCodes = ['invalid-request', 'forbidden', 'not-found', 'wrong-status', 'too-many-annotations']
const isFinal = (error: unknown) => finalCodes.includes(codeOf(error) ?? '')
