import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { synthesize, text } from '@firstread/dicom'
import { type PythonPeer, pythonPeer } from '@firstread/testing/peers'
import { afterAll, expect, test } from 'vitest'
import { associate, storageContexts, studyFindContext, verificationContext } from './index.ts'
import { instanceOf, type Kept, newArchive } from './testing/archive.ts'
import { haveTestData, realSamples, type Sample } from './testing/files.ts'

// pynetdicom is the standard written down as code: it can do what dcmtk's tools cannot, and sends files byte by byte.
const python = pythonPeer()
const folder = mkdtempSync(join(tmpdir(), 'firstread-dimse-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

/** Runs a script and reads the JSON of its last line. */
async function ask(script: string, ...args: string[]): Promise<unknown> {
  const { status, said } = await (python as PythonPeer).run(script, ...args)
  if (status !== 0) throw new Error(said)
  return JSON.parse(said.trim().split('\n').at(-1) ?? '')
}

/**
 * The bytes of each file as they stand. Its reactor thread now and then takes an answer that the sending thread waits for
 * (`_is_paused` is read before it is unset): what got no answer in time is sent again over a new association.
 */
const sendFiles = `
import json, sys
from pynetdicom import AE, _config
_config.STORE_SEND_CHUNKED_DATASET = True
files = json.load(open(sys.argv[2]))
ae = AE(ae_title='PYTHON')
ae.dimse_timeout = 5
for cls, syntax in sorted({(f['sopClassUid'], f['transferSyntaxUid']) for f in files}):
    ae.add_requested_context(cls, syntax)
answers, assoc = [], None
for f in files:
    for attempt in range(3):
        if not assoc or not assoc.is_established:
            assoc = ae.associate('127.0.0.1', int(sys.argv[1]), ae_title='FIRSTREAD')
        status = assoc.send_c_store(f['path'])
        if 'Status' in status: break
    answers.append(status.Status)
assoc.release()
print(json.dumps(answers))
`

/** One of each transfer syntax, the largest. */
function oneOfEach(samples: readonly Sample[]): Sample[] {
  const largestLast = samples.toSorted((a, b) => a.dataSet.length - b.dataSet.length)
  return [...new Map(largestLast.map((sample) => [sample.transferSyntaxUid, sample])).values()]
}

/** As we send it: two deflated files lack the NULL byte that the wire needs (PS3.5 A.5, PS3.8 E.1). */
const evenly = (dataSet: Buffer): Buffer => Buffer.concat([dataSet, Buffer.alloc(dataSet.length % 2)])

/** Instances that did not arrive as they were sent, by path. */
function wronglyKept(
  samples: readonly Sample[],
  kept: ReadonlyMap<string, Kept>,
  sent: (dataSet: Buffer) => Buffer = (dataSet) => dataSet,
): string[] {
  // Some files of the collection share their UID: the last one is kept.
  const last = new Map(samples.map((sample) => [sample.sopInstanceUid, sample]))
  const wrong = [...last.values()].filter(({ sopInstanceUid, dataSet, transferSyntaxUid }) => {
    const found = kept.get(sopInstanceUid)
    return !found?.bytes.equals(sent(dataSet)) || found.transferSyntaxUid !== transferSyntaxUid
  })
  return wrong.map(({ path }) => path)
}

test.skipIf(!python || !haveTestData)('a file of each transfer syntax arrives bit by bit', async () => {
  const samples = oneOfEach(realSamples())
  expect(samples.length).toBeGreaterThan(10)
  await using archive = await newArchive()
  const listing = join(folder, 'files.json')
  writeFileSync(listing, JSON.stringify(samples.map(({ dataSet: _, ...sample }) => sample)))
  expect(await ask(sendFiles, String(archive.port), listing)).toEqual(samples.map(() => 0))
  expect(wronglyKept(samples, archive.kept)).toEqual([])
})

test.skipIf(!haveTestData)('all real files go from us to us bit by bit', async () => {
  const samples = realSamples()
  await using archive = await newArchive()
  for (let at = 0; at < samples.length; at += 60) {
    const some = samples.slice(at, at + 60)
    const destination = { host: '127.0.0.1', port: archive.port, calledAeTitle: 'FIRSTREAD', callingAeTitle: 'US' }
    await using requestor = await associate({ ...destination, contexts: storageContexts(some) })
    for (const { sopClassUid, sopInstanceUid, transferSyntaxUid, dataSet } of some)
      expect(await requestor.store(instanceOf(sopClassUid, sopInstanceUid, transferSyntaxUid, dataSet))).toBe(0)
  }
  expect(wronglyKept(samples, archive.kept, evenly)).toEqual([])
})

const sendOne = `
import json, sys
from pydicom import dcmread
from pynetdicom import AE
ae = AE(ae_title='PYTHON')
ds = dcmread(sys.argv[2])
ae.add_requested_context(ds.SOPClassUID, ds.file_meta.TransferSyntaxUID)
assoc = ae.associate('127.0.0.1', int(sys.argv[1]))
print(json.dumps(assoc.send_c_store(ds).Status))
assoc.release()
`

const getThem = `
import json, sys
from pydicom.dataset import Dataset
from pynetdicom import AE, evt, build_role
from pynetdicom.sop_class import *
ae = AE(ae_title='PYTHON')
ae.add_requested_context(StudyRootQueryRetrieveInformationModelGet)
classes = [DigitalXRayImageStorageForPresentation, SecondaryCaptureImageStorage, CTImageStorage]
for cls in classes:
    ae.add_requested_context(cls, ['1.2.840.10008.1.2.5', '1.2.840.10008.1.2.1'] if cls == CTImageStorage else '1.2.840.10008.1.2.1')
got = []
def store(event):
    got.append([event.request.AffectedSOPInstanceUID, event.context.transfer_syntax])
    return 0xA700 if len(got) == 2 else 0
roles = [build_role(cls, scp_role=True) for cls in classes]
assoc = ae.associate('127.0.0.1', int(sys.argv[1]), ext_neg=roles, evt_handlers=[(evt.EVT_C_STORE, store)])
query = Dataset(); query.QueryRetrieveLevel = 'STUDY'; query.StudyInstanceUID = ''
answers = []
for status, identifier in assoc.send_c_get(query, StudyRootQueryRetrieveInformationModelGet):
    failed = list(identifier.FailedSOPInstanceUIDList) if identifier and 'FailedSOPInstanceUIDList' in identifier and not isinstance(identifier.FailedSOPInstanceUIDList, str) else [identifier.FailedSOPInstanceUIDList] if identifier else []
    answers.append([status.Status, getattr(status, 'NumberOfCompletedSuboperations', None), getattr(status, 'NumberOfFailedSuboperations', None), getattr(status, 'NumberOfRemainingSuboperations', None), failed])
assoc.release()
print(json.dumps({'got': got, 'answers': answers}))
`

test.skipIf(!python)('C-GET counts what came, what the peer refused, and names it', async () => {
  await using archive = await newArchive()
  const uids: string[] = []
  for (const seed of [1, 2, 3]) {
    const path = join(folder, `get-${seed}.dcm`)
    writeFileSync(path, synthesize({ kind: 'SC', seed }))
    expect(await ask(sendOne, String(archive.port), path)).toBe(0)
    uids.push([...archive.kept.keys()].at(-1) ?? '')
  }
  const { got, answers } = (await ask(getThem, String(archive.port))) as { got: string[][]; answers: unknown[] }
  expect(got.map(([uid]) => uid)).toEqual(uids)
  expect(answers).toEqual([
    [0xff00, 1, 0, 2, []],
    [0xff00, 1, 1, 1, []],
    [0xb000, 2, 1, null, [uids[1]]],
  ])
})

const negotiateMuch = `
import json, sys
from pynetdicom import AE
from pynetdicom.pdu_primitives import SOPClassExtendedNegotiation, UserIdentityNegotiation, AsynchronousOperationsWindowNegotiation
from pynetdicom.sop_class import *
ae = AE(ae_title='PYTHON')
ae.add_requested_context(StudyRootQueryRetrieveInformationModelFind)
ae.add_requested_context(Verification)
item = SOPClassExtendedNegotiation()
item.sop_class_uid = StudyRootQueryRetrieveInformationModelFind
item.service_class_application_information = b'\\x01\\x01\\x01\\x01\\x01'
user = UserIdentityNegotiation(); user.user_identity_type = 2; user.primary_field = b'ada'; user.secondary_field = b'pw'
ops = AsynchronousOperationsWindowNegotiation(); ops.maximum_number_operations_invoked = 5; ops.maximum_number_operations_performed = 5
assoc = ae.associate('127.0.0.1', int(sys.argv[1]), ext_neg=[item, user, ops])
sent = {uid: list(info) for uid, info in assoc.acceptor.sop_class_extended.items()}
print(json.dumps({'established': assoc.is_established, 'extended': sent, 'echo': assoc.send_c_echo().Status,
  'pdu': assoc.acceptor.maximum_length, 'operations': list(assoc.acceptor.asynchronous_operations)}))
assoc.release()
`

test.skipIf(!python)(
  'extended negotiation is answered, a user identity and a wider window politely are not',
  async () => {
    await using archive = await newArchive()
    expect(await ask(negotiateMuch, String(archive.port))).toEqual({
      established: true,
      extended: { '1.2.840.10008.5.1.4.1.2.2.1': [1, 1, 1, 0, 0] },
      echo: 0,
      pdu: 256 * 1024,
      operations: [1, 1],
    })
  },
)

const cancelFind = `
import json, sys
from pydicom.dataset import Dataset
from pynetdicom import AE
from pynetdicom.sop_class import *
ae = AE(ae_title='PYTHON')
ae.add_requested_context(StudyRootQueryRetrieveInformationModelFind)
assoc = ae.associate('127.0.0.1', int(sys.argv[1]))
query = Dataset(); query.QueryRetrieveLevel = 'STUDY'; query.PatientID = ''
statuses = []
for status, identifier in assoc.send_c_find(query, StudyRootQueryRetrieveInformationModelFind, msg_id=7):
    statuses.append(status.Status)
    if len(statuses) == 3: assoc.send_c_cancel(7, query_model=StudyRootQueryRetrieveInformationModelFind)
assoc.release()
print(json.dumps([len(statuses), statuses[-1]]))
`

test.skipIf(!python)('a query without end stops when it is cancelled', async () => {
  let isOver = false
  await using archive = await newArchive({
    services: {
      find: async ({ cancelled }) => ({
        matches: (async function* () {
          try {
            for (let i = 0; ; i++) {
              yield { '00100020': { vr: 'LO', Value: [`P${i}`] } }
              if (i > 20) await new Promise((resolve) => cancelled.addEventListener('abort', resolve, { once: true }))
            }
          } finally {
            isOver = true
          }
        })(),
      }),
    },
  })
  const [count, last] = (await ask(cancelFind, String(archive.port))) as [number, number]
  expect(last).toBe(0xfe00)
  expect(count).toBeLessThan(30)
  expect(isOver).toBe(true)
})

const scp = `
import json, sys
from pydicom.dataset import Dataset
from pynetdicom import AE, evt, AllStoragePresentationContexts
from pynetdicom.sop_class import *
ae = AE(ae_title='PACS')
ae.supported_contexts = AllStoragePresentationContexts
ae.add_supported_context(Verification)
ae.add_supported_context(StudyRootQueryRetrieveInformationModelFind)
ae.maximum_pdu_size = 4096
def store(event):
    return 0 if event.request.AffectedSOPInstanceUID.endswith('1') else 0xA700
def find(event):
    if event.identifier.PatientID == 'BROKEN':
        yield 0xC001, None
        return
    for name in ['Müller^Ä', 'Yamada^Tarou=山田^太郎']:
        ds = Dataset(); ds.SpecificCharacterSet = 'ISO_IR 192'; ds.QueryRetrieveLevel = 'STUDY'; ds.PatientName = name; ds.PatientID = event.identifier.PatientID
        yield 0xFF00, ds
ae.start_server(('127.0.0.1', int(sys.argv[1])), evt_handlers=[(evt.EVT_C_STORE, store), (evt.EVT_C_FIND, find)])
`

test.skipIf(!python)('we echo, store and find as a client, and hand back what the peer answers', async () => {
  await using peer = await (python as PythonPeer).serve(scp)
  const sc = '1.2.840.10008.5.1.4.1.1.7'
  const explicit = '1.2.840.10008.1.2.1'
  await using requestor = await associate({
    host: '127.0.0.1',
    port: peer.port,
    calledAeTitle: 'PACS',
    callingAeTitle: 'FIRSTREAD',
    contexts: [
      verificationContext,
      studyFindContext,
      ...storageContexts([{ sopClassUid: sc, transferSyntaxUid: explicit }]),
    ],
  })
  expect(await requestor.echo()).toBe(0)
  const large = Buffer.alloc(1_000_001 * 2, 1)
  expect(await requestor.store(instanceOf(sc, '1.2.3.1', explicit, large))).toBe(0)
  expect(await requestor.store(instanceOf(sc, '1.2.3.2', explicit, large))).toBe(0xa700)
  const found = await Array.fromAsync(
    requestor.find({ '00080052': { vr: 'CS', Value: ['STUDY'] }, '00100020': { vr: 'LO', Value: ['É1'] } }),
  )
  expect(found.map((match) => [match['00100010']?.Value?.[0], text(match, 'PatientID')])).toEqual([
    [{ Alphabetic: 'Müller^Ä' }, 'É1'],
    [{ Alphabetic: 'Yamada^Tarou', Ideographic: '山田^太郎' }, 'É1'],
  ])
  const broken = Array.fromAsync(requestor.find({ '00100020': { vr: 'LO', Value: ['BROKEN'] } }))
  await expect(broken).rejects.toMatchObject({ status: 0xc001 })
})
