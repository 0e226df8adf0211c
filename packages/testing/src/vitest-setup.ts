import { listen } from './broker.ts'
import type { Template } from './template.ts'

/**
 * Vitest calls this once, before it starts any test process, and the returned function after the last one.
 * The server and the migrated template are made when the first test asks, so tests of pure code never wait for them.
 */
export default async function setup(): Promise<() => Promise<void>> {
  let template: Promise<Template & { close(): Promise<void> }> | undefined
  const broker = await listen(async () => {
    template ??= import('./template.ts').then(({ makeTemplate }) => makeTemplate())
    const { serverUrl, database } = await template
    return { serverUrl, database } satisfies Template
  })
  process.env.FIRSTREAD_TEST_BROKER = broker.path
  return async () => {
    broker.close()
    await template?.then(
      ({ close }) => close(),
      () => undefined, // it never came to be; the tests that asked have said so
    )
  }
}
