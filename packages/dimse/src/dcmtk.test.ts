import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { deflateRawSync, inflateRawSync } from 'node:zlib'
import { parse, synthesize, text } from '@firstread/dicom'
import { haveProgram, runProgram, startProgram } from '@firstread/testing/peers'
import { afterAll, expect, test } from 'vitest'
import { associate, DimseError, storageContexts, verificationContext } from './index.ts'
import { instanceOf, newArchive } from './testing/archive.ts'

// dcmtk is the reference that most modalities were tested against.
const haveDcmtk = haveProgram('storescu')
const folder = mkdtempSync(join(tmpdir(), 'firstread-dimse-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const implicit = '1.2.840.10008.1.2'
const explicit = '1.2.840.10008.1.2.1'
const rle = '1.2.840.10008.1.2.5'

/** Three instances of two patients, in three transfer syntaxes. */
const files = [
  { name: 'a.dcm', bytes: synthesize({ kind: 'DX', seed: 1, patient: 1 }) },
  { name: 'b.dcm', bytes: synthesize({ kind: 'CT', seed: 2, patient: 1, transferSyntaxUid: rle }) },
  { name: 'c.dcm', bytes: synthesize({ kind: 'SC', seed: 3, patient: 2, transferSyntaxUid: implicit }) },
]
for (const { name, bytes } of files) writeFileSync(join(folder, name), bytes)
const paths = files.map(({ name }) => join(folder, name))
const uids = files.map(({ bytes }) => text(parse(bytes).elements, 'SOPInstanceUID') ?? '')

const at = (port: number) => ['-aet', 'MODALITY', '-aec', 'FIRSTREAD', '127.0.0.1', String(port)]

/** Sends all three as they are: dcmsend proposes what the files are. */
async function fill(port: number): Promise<void> {
  const { status, said } = await runProgram('dcmsend', ['-v', '-dn', ...at(port), ...paths])
  if (status !== 0) throw new Error(said)
}

test.skipIf(!haveDcmtk)('echoscu is answered', async () => {
  await using archive = await newArchive()
  const { status, said } = await runProgram('echoscu', ['-v', '--repeat', '3', ...at(archive.port)])
  expect(said.match(/Received Echo Response \(Success\)/g)).toHaveLength(3)
  expect([status, archive.stats]).toEqual([0, { accepted: 1, rejected: 0, aborted: 0, open: 0 }])
})

test.skipIf(!haveDcmtk)('storescu and dcmsend store, each instance in its own transfer syntax', async () => {
  await using archive = await newArchive()
  await fill(archive.port)
  const { status } = await runProgram('storescu', [...at(archive.port), paths[0] ?? ''])
  expect(status).toBe(0)
  expect([...archive.kept].map(([uid, { transferSyntaxUid, from }]) => [uid, transferSyntaxUid, from]).sort()).toEqual(
    [
      [uids[0], explicit, 'MODALITY'],
      [uids[1], rle, 'MODALITY'],
      [uids[2], explicit, 'MODALITY'], // dcmsend turns implicit into explicit
    ].sort(),
  )
})

test.skipIf(!haveDcmtk)(
  'findscu finds in both information models, in each of the transfer syntaxes of a query',
  async () => {
    await using archive = await newArchive()
    await fill(archive.port)
    for (const model of ['-P', '-S']) {
      for (const syntax of ['-xe', '-xb', '-xi']) {
        const keys = [
          '-k',
          'QueryRetrieveLevel=IMAGE',
          '-k',
          'PatientID=SYN-1',
          '-k',
          'PatientName',
          '-k',
          'SOPInstanceUID',
        ]
        const { said } = await runProgram('findscu', ['-v', model, syntax, ...keys, ...at(archive.port)])
        expect(said.match(/\(0010,0020\) LO \[SYN-1/g)).toHaveLength(3) // the question, and two answers
        expect(said).toContain(uids[0])
        expect(said).toContain('Received Final Find Response (Success)')
      }
    }
    expect(archive.asked.map(({ model }) => model)).toEqual([
      'patient',
      'patient',
      'patient',
      'study',
      'study',
      'study',
    ])
  },
)

test.skipIf(!haveDcmtk)('findscu that has seen enough cancels, and is answered so', async () => {
  await using archive = await newArchive()
  await fill(archive.port)
  const keys = ['-k', 'QueryRetrieveLevel=IMAGE', '-k', 'PatientID']
  const { said, status } = await runProgram('findscu', ['-v', '-S', '--cancel', '1', ...keys, ...at(archive.port)])
  expect(said).toMatch(/Final Find Response \((Cancel|Success)/)
  expect(status).toBe(0)
})

test.skipIf(!haveDcmtk)('getscu gets instances over its own association', async () => {
  await using archive = await newArchive()
  await fill(archive.port)
  const out = mkdtempSync(join(folder, 'get-'))
  const keys = ['-k', 'QueryRetrieveLevel=IMAGE', '-k', 'PatientID=SYN-1']
  // It proposes native transfer syntaxes only: the RLE one cannot be had, which is told.
  const { said } = await runProgram('getscu', ['-v', '-S', '-od', out, ...keys, ...at(archive.port)])
  expect(readdirSync(out).map((name) => uidOfFile(join(out, name)))).toEqual([uids[0]])
  expect(said).toContain('Number of Completed Suboperations : 1')
  expect(said).toContain('Number of Failed Suboperations    : 1')
})

test.skipIf(!haveDcmtk)('movescu has instances sent to a storescp, which is told who asked', async () => {
  await using archive = await newArchive()
  await fill(archive.port)
  const out = mkdtempSync(join(folder, 'move-'))
  await using destination = await startProgram('storescp', (port) => [
    '-d',
    '+xa',
    '-aet',
    'WARD',
    '-od',
    out,
    String(port),
  ])
  archive.destinations.set('WARD', destination.port)
  const keys = ['-k', 'QueryRetrieveLevel=IMAGE', '-k', 'PatientID=SYN-1', '-aem', 'WARD']
  const { said, status } = await runProgram('movescu', ['-v', '-S', ...keys, ...at(archive.port)])
  expect([status, said]).toEqual([0, expect.stringContaining('Received Final Move Response (Success)')])
  expect(
    readdirSync(out)
      .map((name) => uidOfFile(join(out, name)))
      .sort(),
  ).toEqual([uids[0], uids[1]].sort())
  expect(destination.said).toMatch(/Move Originator AE Title\s*: MODALITY/)
})

test.skipIf(!haveDcmtk)('a move to somewhere unknown, or where nobody listens, says which', async () => {
  await using archive = await newArchive()
  await fill(archive.port)
  archive.destinations.set('DOWN', 1)
  const move = async (to: string) => {
    const keys = ['-k', 'QueryRetrieveLevel=IMAGE', '-k', 'PatientID=SYN-1', '-aem', to]
    return (await runProgram('movescu', ['-d', '-S', ...keys, ...at(archive.port)])).said
  }
  expect(await move('NOWHERE')).toMatch(/0xa801/)
  const down = await move('DOWN')
  expect(down).toMatch(/0xa702/)
  expect(down).toMatch(/Failed Suboperations\s*: 2/)
})

test.skipIf(!haveDcmtk)('a caller who is not known is rejected with the reason', async () => {
  await using archive = await newArchive({ authorize: async () => 'calling-ae-title-not-recognized' })
  const { status, said } = await runProgram('echoscu', ['-v', ...at(archive.port)])
  expect(status).not.toBe(0)
  expect(said).toContain('Calling AE Title Not Recognized')
})

test.skipIf(!haveDcmtk)('we send to storescp, and it has the same bytes', async () => {
  const out = mkdtempSync(join(folder, 'sent-'))
  // Bit preserving: dcmtk then writes what came, not what it made of it.
  await using peer = await startProgram('storescp', (port) => ['+B', '+xa', '-aet', 'PACS', '-od', out, String(port)])
  const samples = files.map(({ bytes }) => sampleOf(bytes))
  await using requestor = await associate({
    host: '127.0.0.1',
    port: peer.port,
    calledAeTitle: 'PACS',
    callingAeTitle: 'FIRSTREAD',
    contexts: [verificationContext, ...storageContexts(samples)],
  })
  expect(await requestor.echo()).toBe(0)
  for (const { sopClassUid, sopInstanceUid, transferSyntaxUid, dataSet } of samples)
    expect(await requestor.store(instanceOf(sopClassUid, sopInstanceUid, transferSyntaxUid, dataSet))).toBe(0)
  await requestor.release()
  const received = readdirSync(out).map((name) => sampleOf(readFileSync(join(out, name))))
  for (const { sopInstanceUid, dataSet } of samples) {
    const same = received.find((one) => one.sopInstanceUid === sopInstanceUid)
    expect(same?.dataSet.equals(dataSet)).toBe(true)
  }
})

test.skipIf(!haveDcmtk)(
  'a deflated data set of odd length reaches storescp, which aborts at odd fragments',
  async () => {
    const transferSyntaxUid = '1.2.840.10008.1.2.1.99'
    const { dataSet, ...sample } = sampleOf(synthesize({ kind: 'CT', transferSyntaxUid }))
    // One stored block costs five bytes (RFC 1951 3.2.4), so that an even data set becomes odd.
    const odd = deflateRawSync(inflateRawSync(dataSet), { level: 0 })
    expect(odd.length % 2).toBe(1)
    const out = mkdtempSync(join(folder, 'odd-'))
    await using peer = await startProgram('storescp', (port) => ['+B', '+xa', '-aet', 'PACS', '-od', out, String(port)])
    const destination = { host: '127.0.0.1', port: peer.port, calledAeTitle: 'PACS', callingAeTitle: 'FIRSTREAD' }
    await using requestor = await associate({ ...destination, contexts: storageContexts([sample]) })
    const { sopClassUid, sopInstanceUid } = sample
    expect(await requestor.store(instanceOf(sopClassUid, sopInstanceUid, transferSyntaxUid, odd))).toBe(0)
    const received = readdirSync(out).map((name) => sampleOf(readFileSync(join(out, name))).dataSet)
    expect(received).toEqual([Buffer.concat([odd, Buffer.alloc(1)])]) // PS3.5 A.5
  },
)

test('a peer that is not there is told from one that says no', async () => {
  const wanted = { host: '127.0.0.1', calledAeTitle: 'X', callingAeTitle: 'Y', contexts: [verificationContext] }
  await expect(associate({ ...wanted, port: 1 })).rejects.toMatchObject({ code: 'no-connection' })
  await using archive = await newArchive({ authorize: async () => 'called-ae-title-not-recognized' })
  const rejected = await associate({ ...wanted, port: archive.port }).catch((error) => error)
  expect(rejected).toBeInstanceOf(DimseError)
  expect(rejected.message).toContain('called-ae-title-not-recognized')
})

function sampleOf(bytes: Uint8Array) {
  const { meta, elements } = parse(new Uint8Array(bytes))
  const groupLength = meta.element(0x00020000)
  const from = (groupLength?.offset ?? 0) + 4 + (meta.number(0x00020000) ?? 0)
  return {
    sopClassUid: text(elements, 'SOPClassUID') ?? '',
    sopInstanceUid: text(elements, 'SOPInstanceUID') ?? '',
    transferSyntaxUid: meta.string('TransferSyntaxUID') ?? '',
    dataSet: Buffer.from(bytes.subarray(from)),
  }
}

const uidOfFile = (path: string) => sampleOf(readFileSync(path)).sopInstanceUid
