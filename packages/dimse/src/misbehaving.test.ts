import {
  MisbehavingPeer,
  type RawAssociation,
  rawAssociateRequest,
  rawCommand,
  rawData,
  rawPdu,
} from '@firstread/testing/peers'
import { expect, test } from 'vitest'
import { associate, type ListenOptions, type Peer, verificationContext } from './index.ts'
import { type Archive, newArchive } from './testing/archive.ts'

// PDU types of PS3.8 9.3.1, and aborts by their source and reason: Table 9-26.
const [ACCEPT, REJECT, DATA, ABORT] = [2, 3, 4, 7]
const byUser = [0, 0, 0, 0]
const byProvider = (reason: number) => [0, 0, 2, reason]

const implicit = '1.2.840.10008.1.2'
const verification = '1.2.840.10008.1.1'
const ct = '1.2.840.10008.5.1.4.1.1.2'
const studyFind = '1.2.840.10008.5.1.4.1.2.2.1'
const contexts = [verification, ct, studyFind].map((abstractSyntax, i) => ({
  id: 2 * i + 1,
  abstractSyntax,
  transferSyntaxes: [implicit],
}))

const echoCommand = rawCommand({ 2: verification, 256: 0x30, 272: 1, 2048: 0x0101 })
const storeCommand = rawCommand({ 2: ct, 256: 1, 272: 2, 1792: 0, 2048: 1, 4096: '1.2.3' })
const store = rawData(3, 3, storeCommand)

/** Short timers, so that slow peers are found out within the test. */
const timers = { artimMs: 400, requestMs: 400, idleMs: 800, responseMs: 800 }

/** Where time is not the question. */
const patient = { artimMs: 20_000, requestMs: 20_000, idleMs: 20_000, responseMs: 20_000 }

/** Runs a misbehaving peer, and shows that the next association is served all the same. */
async function withPeer(
  work: (peer: MisbehavingPeer, archive: Archive) => Promise<void>,
  options: Partial<ListenOptions<Peer>> = {},
): Promise<void> {
  await using archive = await newArchive({ timers, ...options })
  using peer = new MisbehavingPeer(archive.port)
  await work(peer, archive)
  await echoes(archive.port)
}

async function echoes(port: number): Promise<void> {
  const destination = { host: '127.0.0.1', port, calledAeTitle: 'FIRSTREAD', callingAeTitle: 'HONEST' }
  await using requestor = await associate({ ...destination, contexts: [verificationContext] })
  expect(await requestor.echo()).toBe(0)
}

/** A peer that has an association already. */
async function established(peer: MisbehavingPeer, asked: Partial<RawAssociation> = {}): Promise<void> {
  peer.send(rawAssociateRequest({ contexts, ...asked }))
  expect((await peer.hear())?.type).toBe(ACCEPT)
}

const said = async (peer: MisbehavingPeer) => {
  const pdu = await peer.hear()
  return pdu && [pdu.type, ...pdu.body.subarray(0, 4)]
}

test.each<[string, Uint8Array]>([
  ['data', rawData(1, 3, echoCommand)],
  ['a release', rawPdu(5, new Uint8Array(4))],
  ['an acceptance of what nobody asked', rawPdu(2, rawAssociateRequest({ contexts }).subarray(6))],
  ['HTTP', Buffer.from('GET / HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n')],
  ['a TLS client hello', Buffer.from('16030100a5010000a1030300', 'hex')],
  ['4 GiB of association request', rawPdu(1, Buffer.alloc(1000), 0xfffffff0)],
  ['an association request of noise', rawPdu(1, Buffer.alloc(200, 0xa5))],
  ['an association request that is cut off', rawPdu(1, rawAssociateRequest({ contexts }).subarray(6, 120))],
])('%s before an association is aborted by the user (PS3.8 Table 9-10, AA-1)', async (_name, bytes) => {
  await withPeer(async (peer) => {
    expect(await said(peer.send(bytes))).toEqual([ABORT, ...byUser])
    await peer.ended
  })
})

test.each<[string, Uint8Array[], number]>([
  ['a second association request', [rawAssociateRequest({ contexts })], 2],
  ['a PDU that nobody knows', [rawPdu(0x42, new Uint8Array(8))], 1],
  ['an answer to a release that nobody asked', [rawPdu(6, new Uint8Array(4))], 2],
  ['a data PDU above the announced length', [rawPdu(4, new Uint8Array(100), 300_000)], 6],
  ['a PDV longer than its PDU', [rawPdu(4, Buffer.from('7fffffff0103', 'hex'))], 6],
  ['a presentation context that was not accepted', [rawData(99, 3, echoCommand)], 5],
  ['a command set of noise', [rawData(1, 3, Buffer.alloc(64, 0xa5))], 6],
  ['an endless command set', Array.from({ length: 20 }, () => rawData(1, 1, new Uint8Array(1000))), 6],
  ['a data set without a command', [rawData(3, 2, new Uint8Array(10))], 5],
  ['a command inside a data set', [store, rawData(3, 0, new Uint8Array(10)), rawData(1, 3, echoCommand)], 5],
  ['a data set in another context than its command', [store, rawData(5, 2, new Uint8Array(10))], 5],
  ['a request without a number', [rawData(1, 3, rawCommand({ 2: verification, 256: 0x30, 2048: 0x0101 }))], 6],
])('%s is aborted with the reason of the standard', async (_name, bytes, reason) => {
  await withPeer(async (peer, archive) => {
    await established(peer)
    expect(await said(peer.send(...bytes))).toEqual([ABORT, ...byProvider(reason)])
    await peer.ended
    expect(archive.kept.size).toBe(0)
    expect(archive.stats).toMatchObject({ aborted: 1, open: 0 })
  })
})

test.each<[string, Partial<RawAssociation>, number[]]>([
  ['another version of the protocol', { version: 2 }, [1, 2, 2]],
  ['another application context', { applicationContext: '1.2.3' }, [1, 1, 2]],
  ['no name of its own', { calling: '' }, [1, 1, 3]],
  ['no name of ours', { called: ' ' }, [1, 1, 7]],
])('an association request with %s is rejected with the reason of the standard', async (_name, asked, reason) => {
  await withPeer(async (peer) => {
    peer.send(rawAssociateRequest({ contexts, ...asked }))
    expect(await said(peer)).toEqual([REJECT, 0, ...reason])
    await peer.ended
  })
})

test('when nobody can say who calls, the caller is told to come later', async () => {
  let isDown = true
  const authorize = async () => {
    if (isDown) throw new Error('the database is down')
    return { key: 'x', permits: () => true }
  }
  await withPeer(
    async (peer) => {
      peer.send(rawAssociateRequest({ contexts }))
      expect(await said(peer)).toEqual([REJECT, 0, 2, 3, 1]) // transient, temporary congestion
      isDown = false
    },
    { authorize },
  )
})

test('an association without any context that we know is accepted, and useless', async () => {
  await withPeer(async (peer) => {
    const unknown = [{ id: 1, abstractSyntax: '1.2.840.10008.5.1.4.31', transferSyntaxes: [implicit] }]
    await established(peer, { contexts: unknown })
    expect(await said(peer.send(rawData(1, 3, echoCommand)))).toEqual([ABORT, ...byProvider(5)])
  })
})

/** Status (0000,0900) of the next answer. */
async function status(peer: MisbehavingPeer): Promise<number | undefined> {
  const pdu = await peer.hear()
  if (pdu?.type !== DATA) return undefined
  const at = pdu.body.indexOf(Buffer.from('0000000902000000', 'hex'))
  return at < 0 ? undefined : pdu.body.readUInt16LE(at + 8)
}

test.each<[string, number, Record<number, string | number>, number]>([
  ['an operation that we do not know', 1, { 256: 0x0130, 272: 1, 2048: 0x0101 }, 0x0211],
  ['a query in a context of storage', 3, { 2: studyFind, 256: 0x20, 272: 1, 2048: 1 }, 0x0122],
  ['an instance of another class', 3, { 2: '1.2.3', 256: 1, 272: 1, 2048: 1, 4096: '1.2' }, 0x0122],
  ['an instance without UID', 3, { 2: ct, 256: 1, 272: 1, 2048: 1 }, 0x0117],
  ['an instance with a UID that is none', 3, { 2: ct, 256: 1, 272: 1, 2048: 1, 4096: '../../etc' }, 0x0117],
  ['an instance without data', 3, { 2: ct, 256: 1, 272: 1, 2048: 0x0101, 4096: '1.2' }, 0xc000],
  ['a query without identifier', 5, { 2: studyFind, 256: 0x20, 272: 1, 2048: 0x0101 }, 0xa900],
  ['a query of noise', 5, { 2: studyFind, 256: 0x20, 272: 1, 2048: 1 }, 0xc000],
])('%s is refused, and the association goes on', async (_name, context, command, expected) => {
  await withPeer(async (peer, archive) => {
    await established(peer)
    peer.send(rawData(context, 3, rawCommand(command)))
    if (command[0x0800] === 1) peer.send(rawData(context, 2, Buffer.from('noise noise noise noise!')))
    expect(await status(peer)).toBe(expected)
    expect(await status(peer.send(rawData(1, 3, echoCommand)))).toBe(0)
    expect(archive.kept.size).toBe(0)
  })
})

test('what breaks off in the middle is not stored', async () => {
  await withPeer(async (peer, archive) => {
    await established(peer)
    peer.send(store, rawData(3, 0, new Uint8Array(5000)), rawPdu(7, new Uint8Array(4)))
    await peer.ended
    using cut = new MisbehavingPeer(archive.port)
    await established(cut)
    cut.send(store, rawData(3, 0, new Uint8Array(5000)))
    await expect.poll(() => archive.stats.open).toBe(1)
    cut.socket.resetAndDestroy()
    await expect.poll(() => archive.stats).toMatchObject({ aborted: 2, open: 0 })
    expect(archive.kept.size).toBe(0)
  })
})

test('whoever says nothing, or says it byte by byte, is ended in time', async () => {
  await withPeer(async (silent, archive) => {
    using slow = new MisbehavingPeer(archive.port)
    void slow.sendSlowly(rawAssociateRequest({ contexts }), 20)
    using stuck = new MisbehavingPeer(archive.port)
    await established(stuck)
    stuck.send(store.subarray(0, 30))
    using half = new MisbehavingPeer(archive.port)
    await established(half)
    half.send(store, rawData(3, 0, new Uint8Array(100)))
    using dripping = new MisbehavingPeer(archive.port)
    await established(dripping)
    void dripping.sendSlowly(rawData(3, 3, storeCommand), 20)
    using idle = new MisbehavingPeer(archive.port)
    await established(idle)
    expect(await silent.hear()).toBeUndefined()
    expect(await slow.hear()).toBeUndefined()
    for (const peer of [stuck, half, dripping, idle]) expect(await said(peer)).toEqual([ABORT, ...byUser])
    await expect.poll(() => archive.stats).toMatchObject({ aborted: 4, open: 0 })
  })
})

test.each<[string, Uint8Array]>([
  ['in one PDU', rawData(3, 2, new Uint8Array(100_000))],
  ['in a PDU for each', Buffer.concat(Array.from({ length: 10_000 }, () => rawData(3, 0, new Uint8Array(1))))],
])('a data set that comes byte by byte %s does not keep its association for hours', async (_name, slowly) => {
  await withPeer(async (peer, archive) => {
    await established(peer)
    peer.send(store)
    // Fifty bytes a second: at most a kilobyte of either is on its way by the time that this test is given up.
    void peer.sendSlowly(slowly, 20)
    expect(await said(peer)).toEqual([ABORT, ...byUser])
    expect(archive.kept.size).toBe(0)
  })
})

test('a peer that does not take our answers is ended, and keeps nobody waiting', async () => {
  const matches = async function* () {
    for (;;) yield { '0040A160': { vr: 'UT', Value: ['x'.repeat(100_000)] } }
  }
  const options = { services: { find: async () => ({ matches: matches() }) } }
  await withPeer(async (peer, archive) => {
    await established(peer)
    peer.socket.pause()
    const find = rawCommand({ 2: studyFind, 256: 0x20, 272: 1, 1792: 0, 2048: 1 })
    peer.send(rawData(5, 3, find), rawData(5, 2, new Uint8Array(0)))
    await expect.poll(() => archive.stats, { timeout: 20_000 }).toMatchObject({ aborted: 1, open: 0 })
  }, options)
})

test('a flood of silent connections does not keep an honest one out', async () => {
  await withPeer(
    async (_peer, archive) => {
      const flood = Array.from({ length: 100 }, () => new MisbehavingPeer(archive.port))
      const open = () => flood.filter(({ socket }) => !socket.destroyed).length
      await expect.poll(open, { timeout: 20_000 }).toBeLessThanOrEqual(20)
      await echoes(archive.port)
      for (const peer of flood) peer[Symbol.dispose]()
    },
    { limits: { strangers: 20 }, timers: { ...timers, artimMs: 20_000 } },
  )
})

test('a peer has eight associations at once; the ninth is told to come later, others are served', async () => {
  await withPeer(
    async (_peer, archive) => {
      const eight = Array.from({ length: 8 }, () => new MisbehavingPeer(archive.port))
      for (const one of eight) await established(one)
      using ninth = new MisbehavingPeer(archive.port)
      ninth.send(rawAssociateRequest({ contexts }))
      expect(await said(ninth)).toEqual([REJECT, 0, 2, 3, 2]) // transient, local limit exceeded
      await echoes(archive.port)
      eight[0]?.send(rawPdu(7, new Uint8Array(4)))
      await expect.poll(() => archive.stats.open).toBe(7)
      using next = new MisbehavingPeer(archive.port)
      await established(next)
      for (const one of eight) one[Symbol.dispose]()
    },
    { timers: { ...timers, idleMs: 20_000 } },
  )
})

test('5,000 associations, of which every third misbehaves, leave nothing open', async () => {
  await withPeer(
    async (_peer, archive) => {
      const request = rawAssociateRequest({ contexts })
      const one = async (i: number) => {
        using peer = new MisbehavingPeer(archive.port)
        peer.send(request)
        if ((await peer.hear())?.type !== ACCEPT) throw new Error('not accepted')
        if (i % 3 === 0) return // gone without a word
        expect(await status(peer.send(rawData(1, 3, echoCommand)))).toBe(0)
        peer.send(rawPdu(5, new Uint8Array(4)))
        await peer.ended
      }
      for (let i = 0; i < 5000; i += 100) await Promise.all(Array.from({ length: 100 }, (_, j) => one(i + j)))
      await expect.poll(() => archive.stats, { timeout: 20_000 }).toMatchObject({ accepted: 5000, open: 0 })
    },
    { limits: { associationsPerPeer: 200, associationRate: 10_000 }, timers: patient },
  )
}, 240_000)

test('one byte per PDV is slow, and all of it', async () => {
  await withPeer(
    async (peer, archive) => {
      await established(peer)
      const bytes = Buffer.from(Array.from({ length: 20_000 }, (_, i) => i & 255))
      peer.send(
        store,
        ...Array.from(bytes, (byte) => rawData(3, 0, Uint8Array.of(byte))),
        rawData(3, 2, new Uint8Array(0)),
      )
      expect(await status(peer)).toBe(0)
      expect(archive.kept.get('1.2.3')?.bytes.equals(bytes)).toBe(true)
    },
    { timers: patient },
  )
})

test('a data set above the limit is refused when it is over, and the next is taken', async () => {
  await withPeer(
    async (peer, archive) => {
      await established(peer)
      for (let i = 0; i < 20; i++)
        peer.send(...(i === 0 ? [store] : []), rawData(3, i === 19 ? 2 : 0, new Uint8Array(1000)))
      expect(await status(peer)).toBe(0xa700)
      expect(archive.kept.size).toBe(0)
      expect(await status(peer.send(store, rawData(3, 2, new Uint8Array(10_000))))).toBe(0)
      expect(archive.kept.size).toBe(1)
    },
    { limits: { dataSetBytes: 10_000 } },
  )
})

test('a service that fails tells the peer nothing but that', async () => {
  const events: unknown[] = []
  const secret = 'Adams^John has a secret'
  const options: Partial<ListenOptions<Peer>> = {
    services: { store: () => Promise.reject(new Error(secret)) },
    log: (level, event) => events.push([level, event]),
  }
  await withPeer(async (peer) => {
    await established(peer)
    peer.send(store, rawData(3, 2, new Uint8Array(10)))
    const answer = await peer.hear()
    expect(answer?.body.toString('latin1')).not.toContain('Adams')
    expect(answer?.body.includes(Buffer.from('00000009020000001001', 'hex'))).toBe(true) // 0x0110
    expect(events).toContainEqual(['error', 'request-failed'])
  }, options)
})
