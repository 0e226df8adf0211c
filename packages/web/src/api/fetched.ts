import { lazyRouteComponent } from '@tanstack/react-router'
import { OfflineError } from './ask.ts'

/** Whether the server answers at all; what it answers does not matter. */
export const isReachable = (): Promise<boolean> =>
  fetch('/healthz', { cache: 'no-store' }).then(
    () => true,
    () => false,
  )

/**
 * A page whose code comes when it is first opened. The router reloads when a file is missing, which is right after an
 * update; without a server a reload would leave the browser's own error page, and what stands open on the screen would be
 * gone. Then the page throws an OfflineError.
 */
// biome-ignore lint/suspicious/noExplicitAny: as the router types it
export const lazy = <T extends Record<string, any>, K extends keyof T>(load: () => Promise<T>, name: K) =>
  lazyRouteComponent<T, K>(() => load().catch(orOffline), name)

async function orOffline(cause: unknown): Promise<never> {
  if (await isReachable()) throw cause
  throw new OfflineError('the page could not be fetched', { cause })
}
