import { RefusedError } from '@firstread/client'
import { OfflineError } from '../api/ask.ts'

/** How long a connection may stay away, and how the tries are spaced, milliseconds. */
const waits = { first: 500, most: 8000, all: 120_000 }
type Waiting = { cut: (isCut: boolean) => void; signal: AbortSignal }

/**
 * Tries again for as long as nobody answers, or the server says that it is too busy now.
 *
 * @throws OfflineError  after two minutes; whatever else `work` throws, at once
 */
export async function patiently<T>(work: () => Promise<T>, { cut, signal }: Waiting): Promise<T> {
  const end = Date.now() + waits.all
  for (let wait = waits.first; ; wait = Math.min(wait * 2, waits.most)) {
    try {
      const answer = await work()
      cut(false)
      return answer
    } catch (error) {
      if (!isPassing(error) || Date.now() + wait > end) {
        cut(false)
        throw error
      }
      cut(error instanceof OfflineError)
      await pause(wait, signal)
    }
  }
}

const isPassing = (error: unknown) =>
  error instanceof OfflineError ||
  (error instanceof RefusedError && (error.code === 'busy' || error.code === 'not-ready'))

/** Shorter when the browser says that the network is back. */
function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((done, fail) => {
    const go = () => {
      clearTimeout(timer)
      removeEventListener('online', go)
      signal.removeEventListener('abort', stop)
      done()
    }
    const stop = () => {
      clearTimeout(timer)
      removeEventListener('online', go)
      fail(new DOMException('stopped', 'AbortError'))
    }
    const timer = setTimeout(go, ms)
    addEventListener('online', go)
    signal.addEventListener('abort', stop, { once: true })
  })
}
