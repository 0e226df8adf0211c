import * as api from '@firstread/client'
import { ask, codeOf } from '../api/ask.ts'
import { type Change, draftOf, emptyForm, formOf, ownDraftOf, type ReviewForm } from './form.ts'

export type SaveState =
  | { is: 'clean' }
  | { is: 'waiting' }
  | { is: 'saving' }
  | { is: 'saved'; at: string }
  | { is: 'failed' }
type Told = (form: ReviewForm, save: SaveState) => void

/** Milliseconds: how long after the last letter a draft is saved, and how long after a failure it is tried again. */
const pace = { save: 700, retry: 4000 }

/**
 * Keeps one doctor's draft of one study: every change is on the screen at once and on the server soon after. Savings
 * follow each other; what fails is kept and tried again, so nothing that was written is lost while the page is open.
 */
export class DraftKeeper {
  form: ReviewForm
  save: SaveState = { is: 'clean' }
  readonly #reportId: string
  readonly #me: string
  readonly #told: Told
  #reviewId: string | undefined
  #pending: api.ReviewDraft = {}
  #line: Promise<void> = Promise.resolve()
  #timer: ReturnType<typeof setTimeout> | undefined

  constructor(report: api.Report, me: string, told: Told) {
    const draft = ownDraftOf(report, me)
    this.#reportId = report.reportId
    this.#me = me
    this.#told = told
    this.#reviewId = draft?.reviewId
    this.form = draft ? formOf(draft) : emptyForm
  }

  change(change: Change): void {
    this.form = { ...this.form, ...change }
    this.#pending = { ...this.#pending, ...draftOf(change) }
    this.#tell({ is: 'waiting' })
    this.#soon(pace.save)
  }

  /** Saved first of all and for good: with it the server shows what the AI said. */
  async keepFirstOpinion(firstOpinion: 'low' | 'medium' | 'high'): Promise<void> {
    this.form = { ...this.form, doctorRiskAssessment: this.form.doctorRiskAssessment ?? firstOpinion }
    this.#pending = { ...this.#pending, firstOpinion, doctorRiskAssessment: this.form.doctorRiskAssessment }
    await this.flush()
  }

  /** Saves what waits. @returns the draft's id  @throws RefusedError, OfflineError  and keeps what was not saved */
  async flush(): Promise<string> {
    clearTimeout(this.#timer)
    this.#line = this.#line.catch(() => undefined).then(() => this.#saveNow())
    await this.#line
    if (!this.#reviewId) throw new Error('saved without an id')
    return this.#reviewId
  }

  close(): void {
    clearTimeout(this.#timer)
    if (Object.keys(this.#pending).length > 0) void this.flush().catch(() => undefined)
  }

  get hasDraft(): boolean {
    return this.#reviewId !== undefined || Object.keys(this.#pending).length > 0
  }

  async #saveNow(): Promise<void> {
    const sending = this.#pending
    if (this.#reviewId && Object.keys(sending).length === 0) return
    this.#pending = {}
    this.#tell({ is: 'saving' })
    try {
      this.#reviewId = await this.#send(sending)
      this.#tell({ is: 'saved', at: new Date().toISOString() })
    } catch (error) {
      this.#pending = { ...sending, ...this.#pending }
      this.#tell({ is: 'failed' })
      this.#soon(pace.retry)
      throw error
    }
  }

  async #send(body: api.ReviewDraft): Promise<string> {
    try {
      if (this.#reviewId) return (await ask(api.changeReview({ path: { reviewId: this.#reviewId }, body }))).reviewId
      return (await ask(api.createReview({ path: { reportId: this.#reportId }, body }))).reviewId
    } catch (error) {
      // A draft of another tab or an earlier visit: go on with that one.
      if (codeOf(error) === 'draft-exists') return this.#joinDraft(body)
      if (codeOf(error) === 'draft-expired') return this.#beginAgain()
      throw error
    }
  }

  async #joinDraft(body: api.ReviewDraft): Promise<string> {
    const report = await ask(api.getReport({ path: { reportId: this.#reportId } }))
    const draft = ownDraftOf(report, this.#me)
    if (!draft) throw new Error('a draft that exists is not to be seen')
    return (await ask(api.changeReview({ path: { reviewId: draft.reviewId }, body }))).reviewId
  }

  /** The whole form, since the old draft cannot be changed any more. */
  async #beginAgain(): Promise<string> {
    const body = draftOf(this.form)
    return (await ask(api.createReview({ path: { reportId: this.#reportId }, body }))).reviewId
  }

  #soon(ms: number): void {
    clearTimeout(this.#timer)
    this.#timer = setTimeout(() => void this.flush().catch(() => undefined), ms)
  }

  #tell(save: SaveState): void {
    this.save = save
    this.#told(this.form, save)
  }
}
