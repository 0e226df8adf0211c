import { mkdtempSync, rmSync } from 'node:fs'
import { createConnection, createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/**
 * Test files run in processes of their own, the database server must be one for all and start only when somebody asks:
 * so the process that starts them answers on a socket, in a folder that only its user can enter.
 */
export type Broker = { path: string; close(): void }

/** Answers every caller with what `answer` returns, as JSON, or with its error's message. */
export async function listen(answer: () => Promise<unknown>): Promise<Broker> {
  const folder = mkdtempSync(join(tmpdir(), 'firstread-broker-'))
  const path = join(folder, 'socket')
  const server = createServer(async (caller) => {
    caller.on('error', () => undefined) // a test process that was killed while it waited
    caller.end(
      JSON.stringify(
        await answer().then(
          (value) => ({ value }),
          (error) => ({ error: explain(error) }),
        ),
      ),
    )
  })
  await new Promise<void>((done, fail) => server.once('error', fail).listen(path, done))
  server.unref()
  const close = () => {
    server.close()
    rmSync(folder, { recursive: true, force: true })
  }
  return { path, close }
}

/** Asks the broker at `path`; throws the error that it met. */
export async function ask(path: string): Promise<unknown> {
  let text = ''
  for await (const chunk of createConnection(path).setEncoding('utf8')) text += chunk
  const answer = JSON.parse(text) as { value?: unknown; error?: string }
  if (answer.error !== undefined) throw new Error(answer.error)
  return answer.value
}

function explain(error: unknown): string {
  return error instanceof Error ? (error.stack ?? error.message) : String(error)
}
