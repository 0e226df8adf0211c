import { Problem } from '@firstread/contract'
import { type Inspection, looksLikeDicom, PixelItems } from '@firstread/dicom'
import { inspectEarly } from './dicom.ts'
import { checkJpeg } from './jpeg.ts'
import { checkPng, type RasterSize } from './png.ts'
import { CheckRun } from './wish.ts'

/** What a file turned out to be. */
export type Checked = ({ format: 'JPEG' | 'PNG' } & RasterSize) | { format: 'DICOM'; inspection: Inspection }
type Finding =
  | ({ format: 'JPEG' | 'PNG' } & RasterSize)
  | {
      format: 'DICOM'
      head: Buffer
      /** the header, where it was read before the file was over */
      early: Inspection | undefined
      /** where encapsulated pixels end */
      pixelsEnd: number | undefined
    }

/** Enough to tell DICOM without a prefix from noise. */
const sniffBytes = 4096
/** Holds most DICOM headers. */
const headBytes = 64 * 1024
/** What is longer may be moved on to another thread, where nobody here can read it: the store does so from a chunk on. */
const staysHere = 512 * 1024

/**
 * Looks at a file while it streams by. Content decides what it is, its name never. DICOM is asked first: a picture or a
 * program in front of a DICOM prefix is a file with two faces.
 */
export class FileCheck {
  readonly #isDicomOnly: boolean
  #head: Buffer[] = []
  #held = 0
  #isCopied = false
  #end: Finding | undefined
  #format: 'JPEG' | 'PNG' | 'DICOM' | undefined
  #raster: CheckRun<RasterSize> | undefined
  #early: Inspection | undefined
  #items: PixelItems | undefined

  constructor({ isDicomOnly = false } = {}) {
    this.#isDicomOnly = isDicomOnly
  }

  /** @throws Problem  unsupported-file, broken-file, hostile-file, file-limits */
  push(bytes: Buffer): void {
    if (this.#raster) this.#raster.push(bytes)
    else this.#keep(bytes)
  }

  #keep(bytes: Buffer): void {
    const wasHead = this.#held <= headBytes
    if (this.#held < headBytes) this.#head.push(bytes.subarray(0, headBytes - this.#held))
    this.#held += bytes.length
    // Most files are small: theirs is never copied.
    if (this.#held > staysHere && !this.#isCopied) {
      this.#head = [Buffer.concat(this.#head)]
      this.#isCopied = true
    }
    if (this.#format === undefined && this.#held >= sniffBytes) this.#decide(bytes)
    if (wasHead && this.#held > headBytes && this.#format === 'DICOM') this.#readEarly(bytes)
    else this.#items?.push(bytes)
  }

  /** Where coded pixels end is only seen while they go by; the header says where they begin. */
  #readEarly(last: Buffer): void {
    const head = joined(this.#head)
    this.#early = inspectEarly(head)
    if (this.#early?.behindPixels !== 'unknown' || this.#early.pixelDataOffset === undefined) return
    this.#items = new PixelItems(this.#early.pixelDataOffset)
    this.#items.push(head)
    this.#items.push(last.subarray(last.length - (this.#held - head.length)))
  }

  /** @throws Problem  as `push`, and when the file ended too early */
  end(): Finding {
    this.#end ??= this.#found()
    return this.#end
  }

  #found(): Finding {
    if (this.#held === 0) throw new Problem('unsupported-file', 'The file is empty')
    if (this.#format === undefined) this.#decide()
    if (this.#raster && this.#format !== 'DICOM' && this.#format) return { format: this.#format, ...this.#raster.end() }
    return { format: 'DICOM', head: joined(this.#head), early: this.#early, pixelsEnd: this.#items?.end }
  }

  /** `last` was the newest piece: the part of it beyond the kept head has to reach the check too. */
  #decide(last: Buffer = Buffer.alloc(0)): void {
    const head = joined(this.#head)
    this.#format = formatOf(head)
    if (this.#format === 'DICOM') return
    if (this.#isDicomOnly) throw new Problem('unsupported-file', 'Not a DICOM file')
    this.#raster = new CheckRun(this.#format === 'PNG' ? checkPng() : checkJpeg())
    this.#head = []
    this.#raster.push(head)
    this.#raster.push(last.subarray(last.length - (this.#held - head.length)))
  }
}

/** One piece is what it is. */
const joined = ([first, ...more]: Buffer[]): Buffer =>
  first && more.length === 0 ? first : Buffer.concat(first ? [first, ...more] : [])

function formatOf(head: Buffer): 'JPEG' | 'PNG' | 'DICOM' {
  if (looksLikeDicom(head)) return 'DICOM'
  if (head.subarray(0, 4).equals(Buffer.from([0x89, 0x50, 0x4e, 0x47]))) return 'PNG'
  if (head.subarray(0, 3).equals(Buffer.from([0xff, 0xd8, 0xff]))) return 'JPEG'
  throw new Problem('unsupported-file')
}
