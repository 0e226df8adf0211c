import { newSite } from '@firstread/testing'
import { certificates, haveProgram, runProgram } from '@firstread/testing/peers'
import { expect, test } from 'vitest'
import { ConfigError, readConfig } from '../platform/config.ts'
import { listenDicom } from './listen.ts'

const haveTools = haveProgram('openssl') && haveProgram('echoscu')

test.each<[string, Record<string, string>]>([
  ['DICOM_HOST', { DICOM_HOST: '0.0.0.0' }],
  ['DICOM_TLS_CERT_FILE', { DICOM_TLS_CERT_FILE: 'a.pem' }],
  ['three files', { DICOM_HOST: '0.0.0.0', DICOM_TLS_CERT_FILE: 'a.pem', DICOM_TLS_KEY_FILE: 'a.key' }],
  ['DICOM_AE_TITLE', { DICOM_AE_TITLE: 'LONGER THAN SIXTEEN' }],
])('plain DICOM beyond this machine, or half of TLS, is refused at start: %s', (named, env) => {
  expect(() => readConfig(env)).toThrow(ConfigError)
  expect(() => readConfig(env)).toThrow(named)
})

test('with all of TLS any address will do, and without it loopback', () => {
  const tls = { DICOM_TLS_CERT_FILE: 'a', DICOM_TLS_KEY_FILE: 'b', DICOM_TLS_CA_FILE: 'c' }
  expect(readConfig({ DICOM_HOST: '0.0.0.0', ...tls }).DICOM_HOST).toBe('0.0.0.0')
  expect(readConfig({}).DICOM_HOST).toBe('127.0.0.1')
})

test.skipIf(!haveTools)('over TLS the certificate says who it is, and its AE title has to go with it', async () => {
  using made = certificates()
  const [ours, ct, mr] = [made.of('firstread'), made.of('ct'), made.of('mr')]
  const files = {
    DICOM_TLS_CERT_FILE: ours.certificateFile,
    DICOM_TLS_KEY_FILE: ours.keyFile,
    DICOM_TLS_CA_FILE: made.authority,
  }
  await using site = await newSite({ env: { DICOM_PORT: '0', ...files } })
  const toni = await site.person('tech')
  const certificate = ct.fingerprint256.replaceAll(':', '').toLowerCase()
  await toni.post('/peers', { aeTitle: 'CT1', operations: ['store'], certificates: [certificate] })
  await site.peer({ aeTitle: 'PLAIN', operations: ['store'], allowPlain: true })
  const dicom = await listenDicom(site.app)
  const echo = async (of: typeof ct, aet: string) => {
    const tls = ['+tls', of.keyFile, of.certificateFile, '+cf', made.authority]
    const args = ['-v', ...tls, '-aet', aet, '-aec', 'FIRSTREAD', '127.0.0.1', String(dicom.port)]
    return (await runProgram('echoscu', args)).said
  }
  expect(await echo(ct, 'CT1')).toContain('Received Echo Response (Success)')
  expect(await echo(ct, 'MR1')).toContain('Calling AE Title Not Recognized')
  expect(await echo(mr, 'CT1')).toContain('Calling AE Title Not Recognized')
  // A name that is enough without TLS is not enough with somebody else's certificate.
  expect(await echo(mr, 'PLAIN')).toContain('Calling AE Title Not Recognized')
  await dicom.close(1000)
})
