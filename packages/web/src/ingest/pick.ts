import { isZip, type Unpacked, unpack, type ZipTrouble } from './zip.ts'

/** One chosen file and what became of it before sending. `why` says why it is left out. */
export type Picked = { file: File; path: string; why?: 'hidden' | 'empty' | 'kind' | ZipTrouble }

const starts: readonly (readonly [offset: number, bytes: readonly number[]])[] = [
  [0, [0xff, 0xd8, 0xff]], // JPEG
  [0, [0x89, 0x50, 0x4e, 0x47]], // PNG
  [128, [0x44, 0x49, 0x43, 0x4d]], // DICM, PS3.10 7.1
]

/** Looks at the beginning of each file: what the server would refuse at once is not sent at all, and said so. */
export async function pick(found: readonly { file: File; path: string }[]): Promise<Picked[]> {
  const loose: Unpacked[] = []
  for (const one of found) loose.push(...((await isZip(one.file)) ? await unpack(one.file, one.path) : [one]))
  const sorted = loose.toSorted((a, b) => a.path.localeCompare(b.path, undefined, { numeric: true }))
  return Promise.all(
    sorted.map(async ({ file, path, why: trouble }) => {
      const why = trouble ?? (await reasonToLeave(file, path))
      return why ? { file, path, why } : { file, path }
    }),
  )
}

async function reasonToLeave(file: File, path: string): Promise<Picked['why']> {
  if (path.split('/').some((part) => part.startsWith('.')) || /^(DICOMDIR|Thumbs\.db)$/i.test(file.name))
    return 'hidden'
  if (file.size === 0) return 'empty'
  const head = new Uint8Array(await file.slice(0, 132).arrayBuffer())
  const isKnown = starts.some(([offset, bytes]) => bytes.every((byte, place) => head[offset + place] === byte))
  // A data set without preamble and prefix still counts: the server knows how to look for it.
  return isKnown || /\.dcm$/i.test(file.name) ? undefined : 'kind'
}

/** Files of an input; with a folder chosen they carry their path in it. */
export const fromInput = (files: FileList): { file: File; path: string }[] =>
  [...files].map((file) => ({ file, path: file.webkitRelativePath || file.name }))

/** Files and whole folders that were dropped. */
export async function fromDrop(transfer: DataTransfer): Promise<{ file: File; path: string }[]> {
  // The entries must be taken before the first await: afterwards the drop is over.
  const entries = [...transfer.items].map((item) => item.webkitGetAsEntry()).filter((entry) => entry !== null)
  return (await Promise.all(entries.map(filesOf))).flat()
}

async function filesOf(entry: FileSystemEntry): Promise<{ file: File; path: string }[]> {
  if (entry.isFile) {
    const file = await new Promise<File>((done, fail) => (entry as FileSystemFileEntry).file(done, fail))
    return [{ file, path: entry.fullPath.replace(/^\//, '') }]
  }
  return (await Promise.all((await entriesIn(entry as FileSystemDirectoryEntry)).map(filesOf))).flat()
}

/** A browser gives a folder in handfuls of a hundred. */
async function entriesIn(folder: FileSystemDirectoryEntry): Promise<FileSystemEntry[]> {
  const reader = folder.createReader()
  const all: FileSystemEntry[] = []
  for (;;) {
    const some = await new Promise<FileSystemEntry[]>((done, fail) => reader.readEntries(done, fail))
    if (some.length === 0) return all
    all.push(...some)
  }
}
