import { expect, test } from 'vitest'
import type { OutgoingInstance } from './services.ts'
import { finalFields, pendingFields, runSubOperations, type Tally } from './sub-operations.ts'

/** A plan of instances whose C-STORE is answered with these statuses. */
async function run(answers: number[], options: { total?: number; cancelAfter?: number } = {}) {
  const cancel = new AbortController()
  const reported: Tally[] = []
  async function* instances(): AsyncGenerator<OutgoingInstance> {
    for (const [i] of answers.entries())
      yield { sopClassUid: '1.2', sopInstanceUid: `1.2.${i}`, encode: async () => undefined }
  }
  let sent = 0
  const sendOne = async () => {
    const status = answers[sent++] ?? 0
    if (sent === options.cancelAfter) cancel.abort()
    return status
  }
  const plan = { total: options.total ?? answers.length, instances: instances() }
  const report = async (tally: Tally) => void reported.push(tally)
  const tally = await runSubOperations(plan, sendOne, report, cancel.signal)
  return { final: finalFields(tally, cancel.signal.aborted), failedUids: tally.failedUids, reported }
}

const counted = (completed: number, failed: number, warning: number) => ({
  NumberOfCompletedSuboperations: completed,
  NumberOfFailedSuboperations: failed,
  NumberOfWarningSuboperations: warning,
})

test.each<[string, number[], object]>([
  ['all went well', [0, 0], { Status: 0, ...counted(2, 0, 0) }],
  ['nothing was to be sent', [], { Status: 0, ...counted(0, 0, 0) }],
  ['one failed', [0, 0xa700], { Status: 0xb000, ...counted(1, 1, 0) }],
  ['one came with a warning', [0, 0xb007], { Status: 0xb000, ...counted(1, 0, 1) }],
  ['all failed', [0xc000, 0xa900], { Status: 0xa702, ...counted(0, 2, 0) }],
])('how a retrieval ends (PS3.4 C.4.2.1.5): %s', async (_name, answers, final) => {
  expect((await run(answers)).final).toEqual(final)
})

test('each pending answer counts what is left, and failures are named', async () => {
  const { reported, failedUids } = await run([0, 0xa700, 0])
  expect(reported.map(pendingFields)).toEqual([
    { Status: 0xff00, NumberOfRemainingSuboperations: 2, ...counted(1, 0, 0) },
    { Status: 0xff00, NumberOfRemainingSuboperations: 1, ...counted(1, 1, 0) },
  ])
  expect(failedUids).toEqual(['1.2.1'])
})

test('a cancelled retrieval says what is left', async () => {
  const { final } = await run([0, 0, 0, 0], { cancelAfter: 1 })
  expect(final).toEqual({ Status: 0xfe00, NumberOfRemainingSuboperations: 3, ...counted(1, 0, 0) })
})

test('what was announced and did not come has failed', async () => {
  expect((await run([0], { total: 3 })).final).toEqual({ Status: 0xb000, ...counted(1, 2, 0) })
})
