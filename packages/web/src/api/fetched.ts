import { OfflineError } from './ask.ts'

/** Whether the server answers at all; what it answers does not matter. */
export const isReachable = (): Promise<boolean> =>
  fetch('/healthz', { cache: 'no-store' }).then(
    () => true,
    () => false,
  )

/**
 * A page's code. The router reloads when a file is missing, which is right after an update; without a server a reload would
 * leave the browser's own error page, and what stands open on the screen would be gone.
 *
 * @throws OfflineError  no server
 */
export const fetched =
  <T>(load: () => Promise<T>) =>
  (): Promise<T> =>
    load().catch(async (cause: unknown) => {
      if (await isReachable()) throw cause
      throw new OfflineError('the page could not be fetched', { cause })
    })
