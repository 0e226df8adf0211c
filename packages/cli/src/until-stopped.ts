/**
 * Waits for SIGINT or SIGTERM, then stops everything and exits with 0. A second signal exits at once.
 *
 * @param stop  drains what runs; must not throw
 */
export async function untilStopped(stop: () => Promise<void>): Promise<never> {
  await new Promise<void>((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => resolve())
  })
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(130))
  await stop()
  process.exit(0)
}
