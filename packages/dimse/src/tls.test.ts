import { readFileSync } from 'node:fs'
import { certificates, haveProgram, runProgram } from '@firstread/testing/peers'
import { afterAll, expect, test } from 'vitest'
import { associate, type Hello, verificationContext } from './index.ts'
import { newArchive } from './testing/archive.ts'

const haveTools = haveProgram('openssl') && haveProgram('echoscu')
const ours = haveTools ? certificates() : undefined
const others = haveTools ? certificates() : undefined
afterAll(() => {
  for (const made of [ours, others]) made?.[Symbol.dispose]()
})

type Made = NonNullable<typeof ours>
const server = ours?.of('firstread')
const modality = ours?.of('ct1')
const stranger = others?.of('ct1')

/** Mutual TLS: whom our authority does not vouch for never gets to an association. */
async function secured(seen: Hello[] = []) {
  const { authority } = ours as Made
  return newArchive({
    tls: {
      key: server?.key,
      cert: server?.cert,
      ca: readFileSync(authority),
      requestCert: true,
      rejectUnauthorized: true,
    },
    authorize: async (hello) => {
      seen.push(hello)
      return hello.certificate?.fingerprint256 === modality?.fingerprint256
        ? { key: 'ct1', permits: () => true }
        : 'calling-ae-title-not-recognized'
    },
  })
}

const tlsArguments = (made: Made, of: typeof modality, port: number) => [
  ...['-v', '+tls', of?.keyFile ?? '', of?.certificateFile ?? '', '+cf', made.authority],
  ...['-aet', 'ANYTHING', '127.0.0.1', String(port)],
]

test.skipIf(!haveTools)('the certificate is the identity, whatever the AE title says', async () => {
  const seen: Hello[] = []
  await using archive = await secured(seen)
  const { status, said } = await runProgram('echoscu', tlsArguments(ours as Made, modality, archive.port))
  expect([status, said]).toEqual([0, expect.stringContaining('Received Echo Response (Success)')])
  expect(seen[0]).toMatchObject({
    callingAeTitle: 'ANYTHING',
    certificate: { fingerprint256: modality?.fingerprint256, commonName: 'ct1' },
  })
})

test.skipIf(!haveTools)(
  'a certificate of another authority, none at all, or one that is not listed stays outside',
  async () => {
    const seen: Hello[] = []
    await using archive = await secured(seen)
    const foreign = await runProgram('echoscu', tlsArguments(others as Made, stranger, archive.port))
    expect(foreign.status).not.toBe(0)
    const plain = await runProgram('echoscu', ['-to', '2', '127.0.0.1', String(archive.port)])
    expect(plain.status).not.toBe(0)
    expect(seen).toEqual([])
    const unlisted = await runProgram('echoscu', tlsArguments(ours as Made, ours?.of('mr2'), archive.port))
    expect(unlisted.said).toContain('Calling AE Title Not Recognized')
    // And the one that is listed is still served.
    expect((await runProgram('echoscu', tlsArguments(ours as Made, modality, archive.port))).status).toBe(0)
  },
)

test.skipIf(!haveTools)('TLS 1.1 is not spoken any more', async () => {
  await using archive = await secured()
  const args = ['s_client', '-connect', `127.0.0.1:${archive.port}`, '-tls1_1', '-cipher', 'ALL@SECLEVEL=0']
  const { said } = await runProgram('openssl', args)
  expect(said).toMatch(/alert protocol version|no protocols available|unsupported protocol/)
})

test.skipIf(!haveTools)('as a client we refuse a peer that our authority does not vouch for', async () => {
  await using archive = await secured()
  const wanted = {
    host: '127.0.0.1',
    port: archive.port,
    calledAeTitle: 'FIRSTREAD',
    callingAeTitle: 'X',
    contexts: [verificationContext],
  }
  const own = { key: modality?.key, cert: modality?.cert }
  const trusting = { ...own, ca: readFileSync((ours as Made).authority) }
  await using requestor = await associate({ ...wanted, tls: trusting })
  expect(await requestor.echo()).toBe(0)
  const doubting = { ...own, ca: readFileSync((others as Made).authority) }
  await expect(associate({ ...wanted, tls: doubting })).rejects.toMatchObject({ code: 'no-connection' })
})
