import { Readable } from 'node:stream'
import { ZipFile } from 'yazl'
import type { ExportFile } from './files.ts'

/** Pixels are compressed already or compress badly at this level's price; texts hardly count. */
const level = { compress: false } as const

/**
 * A ZIP file that is made as it is read: at most one file is open, and nobody runs ahead of the reader. A file that fails ends
 * the stream with its error, so that nobody takes half a study for a whole one. Whoever stops reading closes what is open.
 */
export function zipOf(files: AsyncIterable<ExportFile>): Readable {
  const zip = new ZipFile()
  const out = zip.outputStream as Readable
  let open: Readable | undefined
  const fail = (error: unknown) => out.destroy(error instanceof Error ? error : new Error('export failed'))
  zip.on('error', fail)
  out.once('close', () => open?.destroy())
  fill(zip, files, (stream) => {
    open = stream
  }).catch(fail)
  return out
}

async function fill(zip: ZipFile, files: AsyncIterable<ExportFile>, opened: (stream: Readable) => void): Promise<void> {
  const out = zip.outputStream as Readable
  for await (const { name, bytes } of files) {
    if (out.destroyed) return
    const stream = Readable.from(bytes, { objectMode: false })
    opened(stream)
    const ended = new Promise<void>((resolve, reject) => {
      stream.once('end', resolve).once('error', reject).once('close', resolve)
    })
    zip.addReadStream(stream, name, level)
    await ended
  }
  zip.end()
}
