import { Problem } from '@firstread/contract'

/** What a check wants next of a file that arrives piece by piece. */
export type Wish =
  | { take: number }
  | { pass: number; see?: (part: Buffer) => void }
  /** Says how many bytes of a part it used; `-1` for all, to be asked again with the next. */
  | { scan: (part: Buffer) => number }

/** A check reads like a description of the format, and pauses wherever the next bytes have not come yet. */
export type Check<R> = Generator<Wish, R, Buffer>

export function* take(length: number): Check<Buffer> {
  return yield { take: length }
}
export function* pass(length: number, see?: (part: Buffer) => void): Check<void> {
  if (length > 0) yield see === undefined ? { pass: length } : { pass: length, see }
}
export function* scan(use: (part: Buffer) => number): Check<void> {
  yield { scan: use }
}

const nothing: Buffer = Buffer.alloc(0)

/** Feeds a check with pieces of any size. Work is linear in the file and no more than one small field is ever kept. */
export class CheckRun<R> {
  readonly #check: Check<R>
  #wish: Wish | undefined
  #kept: Buffer = nothing
  #left = 0
  #result: R | undefined

  constructor(check: Check<R>) {
    this.#check = check
    this.#next(nothing)
  }

  /** @throws Problem  as soon as the bytes break a rule */
  push(bytes: Buffer): void {
    let rest = bytes
    while (rest.length > 0 && this.#wish !== undefined) rest = this.#grant(this.#wish, rest)
    // Zeros pad files to a block; anything else behind the end makes a second file of it.
    if (this.#wish === undefined && rest.some((byte) => byte !== 0)) {
      throw new Problem('hostile-file', 'Other data follows the end of the image')
    }
  }

  /** @throws Problem  broken-file, when the file ended too early */
  end(): R {
    if (this.#wish !== undefined || this.#result === undefined) throw new Problem('broken-file', 'The file is cut off')
    return this.#result
  }

  #grant(wish: Wish, bytes: Buffer): Buffer {
    if ('scan' in wish) return this.#scan(wish.scan, bytes)
    const part = bytes.subarray(0, this.#left)
    this.#left -= part.length
    if ('take' in wish)
      this.#kept = Buffer.concat([this.#kept, part]) // a copy: the piece moves on
    else wish.see?.(part)
    if (this.#left === 0) this.#next('take' in wish ? this.#kept : nothing)
    return bytes.subarray(part.length)
  }

  #scan(use: (part: Buffer) => number, bytes: Buffer): Buffer {
    const used = use(bytes)
    if (used < 0) return nothing
    this.#next(nothing)
    return bytes.subarray(used)
  }

  #next(answer: Buffer): void {
    const step = this.#check.next(answer)
    this.#kept = nothing
    this.#wish = step.done ? undefined : step.value
    if (step.done) this.#result = step.value
    else this.#left = 'take' in step.value ? step.value.take : 'pass' in step.value ? step.value.pass : 0
  }
}
