import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
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
  const folder = mkdtempSync(join(tmpdir(), 'firstread-dicom-'))
  try {
    const file = join(folder, 'file.dcm')
    writeFileSync(file, bytes)
    const { status, stdout, stderr } = spawnSync(tool, [...args, file], { encoding: 'utf8' })
    return { status, said: stdout + stderr }
  } finally {
    rmSync(folder, { recursive: true })
  }
}
