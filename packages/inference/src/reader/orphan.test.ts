import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { testPackage } from '../testing/test-network.ts'

const alive = (pid: number) => {
  try {
    return process.kill(pid, 0)
  } catch {
    return false
  }
}

test('a reading process does not outlive the one that started it, however that ended', async () => {
  const program = join(await mkdtemp(join(tmpdir(), 'firstread-orphan-')), 'parent.ts')
  const start = new URL('./start.ts', import.meta.url).href
  const model = JSON.stringify(await testPackage())
  await writeFile(
    program,
    `import { startReader } from ${JSON.stringify(start)}
     const reader = await startReader({ modelDir: ${model} })
     console.log(reader.pid)`,
  )
  const parent = spawn(process.execPath, [program], { stdio: ['ignore', 'pipe', 'inherit'] })
  const [line] = await once(parent.stdout, 'data')
  const pid = Number(String(line))
  expect(alive(pid)).toBe(true)
  parent.kill('SIGKILL')
  await expect.poll(() => alive(pid), { timeout: 10_000 }).toBe(false)
})
