import { close, open } from 'node:fs'
import { promisify } from 'node:util'
import { translate } from './errors.ts'

const openLater = promisify(open)
const closeLater = promisify(close)

/** Packs that stay open for the next who reads in them: 64 are four gigabytes of small objects. */
const most = 64

type Open = { fd: Promise<number>; users: number; isLeaving: boolean }

/**
 * Files that are read again and again, kept open: a slice of a series is one read and not an opening, a read and a closing,
 * each a way through the thread pool. Packs suit it, because their bytes are only ever appended to or blotted out in place.
 */
export class OpenFiles {
  readonly #files = new Map<string, Open>()

  /** @throws ObjectError  missing */
  async use<T>(path: string, work: (fd: number) => Promise<T>): Promise<T> {
    const file = this.#take(path)
    file.users += 1
    try {
      const fd = await file.fd.catch((error) => {
        if (this.#files.get(path) === file) this.#files.delete(path)
        throw translate(error)
      })
      return await work(fd)
    } finally {
      file.users -= 1
      leave(file)
    }
  }

  close(): void {
    for (const path of [...this.#files.keys()]) this.#drop(path)
  }

  #take(path: string): Open {
    const file = this.#files.get(path) ?? { fd: openLater(path, 'r'), users: 0, isLeaving: false }
    // The newest stands last.
    this.#files.delete(path)
    this.#files.set(path, file)
    const [oldest] = this.#files.keys()
    if (this.#files.size > most && oldest !== undefined) this.#drop(oldest)
    return file
  }

  #drop(path: string): void {
    const file = this.#files.get(path)
    this.#files.delete(path)
    if (!file) return
    file.isLeaving = true
    leave(file)
  }
}

/** The last one closes the door. */
function leave(file: Open): void {
  if (!file.isLeaving || file.users > 0) return
  file.fd.then(closeLater).catch(() => undefined)
}
