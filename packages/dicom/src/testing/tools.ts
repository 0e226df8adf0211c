import { spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** Whether a program of dcmtk or dicom3tools is installed here. */
export function haveTool(name: string): boolean {
  const found = spawnSync('which', [name]).status === 0
  if (!found) console.warn(`${name} is not installed: tests that ask it are skipped`)
  return found
}

/** Runs a program on a file and gives all it said. */
export function ask(tool: string, args: string[], bytes: Uint8Array): { status: number | null; said: string } {
  return inFolder((folder) => {
    const file = join(folder, 'file.dcm')
    writeFileSync(file, bytes)
    const { status, stdout, stderr } = spawnSync(tool, [...args, file], { encoding: 'utf8' })
    return { status, said: stdout + stderr }
  })
}

/** What a program of dcmtk makes of a file. */
export function recode(tool: string, args: string[], bytes: Uint8Array): Uint8Array {
  return inFolder((folder) => {
    const [from, to] = [join(folder, 'from.dcm'), join(folder, 'to.dcm')]
    writeFileSync(from, bytes)
    const { status, stderr } = spawnSync(tool, [...args, from, to], { encoding: 'utf8' })
    if (status !== 0) throw new Error(`${tool} failed: ${stderr}`)
    return new Uint8Array(readFileSync(to))
  })
}

function inFolder<T>(work: (folder: string) => T): T {
  const folder = mkdtempSync(join(tmpdir(), 'firstread-dicom-'))
  try {
    return work(folder)
  } finally {
    rmSync(folder, { recursive: true })
  }
}
