import { read } from 'node:fs'
import { promisify } from 'node:util'
import type { OpenFiles } from './open-files.ts'
import type { PackedPlace } from './packed-id.ts'
import { borrow, giveBack } from './rooms.ts'

const readLater = promisify(read)

type Place = Pick<PackedPlace, 'offset' | 'length'>
type Next = Place & { room: Promise<Buffer<ArrayBuffer> | undefined>; until: number }

/** Packs that are read on; each holds a mebibyte at most. */
const most = 16
const freshMs = 5000
const soonMs = 1

/**
 * What comes next in a pack, read before somebody asks for it: a series lies there slice by slice, and the way through the
 * thread pool takes longer than the decryption of a slice. The bytes stay sealed until somebody may have them.
 */
export class ReadAhead {
  readonly #files: OpenFiles
  readonly #packs = new Map<string, { end: number; next: Next | undefined }>()
  #isOpen = true

  constructor(files: OpenFiles) {
    this.#files = files
  }

  /** A room that begins with the bytes of this place, if they were read ahead; to be given back. They may have changed on disk since. */
  async take(path: string, { offset, length }: Place): Promise<Buffer<ArrayBuffer> | undefined> {
    const pack = this.#packs.get(path)
    const next = pack?.next
    if (!pack || next?.offset !== offset || next.length < length || next.until < Date.now()) return undefined
    pack.next = undefined
    return next.room
  }

  /** Told of each read. Asking for the next one takes a while too, and the answer to this one goes first. */
  noteSoon(path: string, place: Place): void {
    setTimeout(() => this.#isOpen && this.note(path, place), soonMs).unref()
  }

  /** The second that begins where the last one ended begins the next. */
  note(path: string, { offset, length }: Place): void {
    const isNext = this.#packs.get(path)?.end === offset
    this.forget(path)
    const end = offset + length
    this.#packs.set(path, { end, next: isNext ? this.#begin(path, { offset: end, length }) : undefined })
    const [oldest] = this.#packs.keys()
    if (this.#packs.size > most && oldest !== undefined) this.forget(oldest)
  }

  forget(path: string): void {
    const next = this.#packs.get(path)?.next
    this.#packs.delete(path)
    void next?.room.then((room) => room && giveBack(room))
  }

  close(): void {
    this.#isOpen = false
    for (const path of [...this.#packs.keys()]) this.forget(path)
  }

  #begin(path: string, { offset, length }: Place): Next {
    const room = this.#files.use(path, (fd) => filled(fd, { offset, length })).catch(() => undefined)
    return { offset, length, room, until: Date.now() + freshMs }
  }
}

async function filled(fd: number, { offset, length }: Place): Promise<Buffer<ArrayBuffer> | undefined> {
  const room = borrow(length)
  const { bytesRead } = await readLater(fd, room, 0, length, offset).catch(() => ({ bytesRead: 0 }))
  if (bytesRead === length) return room
  giveBack(room)
  return undefined
}
