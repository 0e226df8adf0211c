import { X509Certificate } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { createPeer, createPeerToken, echoPeer, getPeer, listPeers, type Peer } from '@firstread/client'
import { Command, Option } from 'commander'
import { answered, asTech, type Client } from '../as-tech.ts'
import { type LoginOptions, loginOptions } from '../login.ts'

export const peerCommand = () =>
  new Command('peer')
    .description('DICOM peers: modalities, archives, viewers')
    .addCommand(addCommand())
    .addCommand(listCommand())
    .addCommand(echoCommand())

type AddOptions = LoginOptions & {
  may: Peer['operations']
  sees: Peer['sees']
  storesAs?: string
  certificate?: string[]
  plain?: true
  host?: string
  port?: string
  tls: boolean
  trusted?: string
  ourCertificate?: string
  ourKey?: string
  forwards: Peer['forwards']
  token?: true
  json?: true
}

const addCommand = () =>
  loginOptions(new Command('add'))
    .description('Let a peer in, or name one that is sent to')
    .argument('<aeTitle>')
    .addOption(
      new Option('--may <operations...>', 'what it may do')
        .choices(['store', 'query', 'retrieve', 'move_destination', 'forward'])
        .makeOptionMandatory(),
    )
    .addOption(new Option('--sees <which>', 'studies it finds').choices(['own', 'all']).default('own'))
    .option('--stores-as <userId>', 'the radiologist who counts as the uploader; an account of its own without it')
    .option('--certificate <pem...>', 'files of the client certificates it may show')
    .option('--plain', 'without TLS, from this machine only, known by its AE title alone')
    .option('--host <host>', 'where it listens')
    .option('--port <port>', 'and on which port')
    .option('--no-tls', 'it listens without TLS, on this machine')
    .option('--trusted <pem>', 'file of the authority of its certificate; the ones of the system without it')
    .option('--our-certificate <pem>', 'file of the certificate that we show to it')
    .option('--our-key <pem>', 'and of its key')
    .addOption(new Option('--forwards <what>', 'sent when signed').choices(['results', 'study']).default('results'))
    .option('--token', 'make a token for DICOMweb too, printed once')
    .option('--json')
    .action((aeTitle: string, options: AddOptions) =>
      asTech(options, async (client) => {
        const body = await bodyOf(aeTitle, options)
        const added = answered(await createPeer({ client, body }))
        const token = options.token ? await tokenFor(client, added) : undefined
        // As it is now: with the time its token was made.
        const peer = token ? answered(await getPeer({ client, path: { peerId: added.peerId } })) : added
        const made = { ...peer, ...(token ? { token } : {}) }
        process.stdout.write(options.json ? `${JSON.stringify(made, null, 2)}\n` : `${lineOf(peer)}\n${token ?? ''}\n`)
      }),
    )

const tokenFor = async (client: Client, { peerId }: Peer) =>
  answered(await createPeerToken({ client, path: { peerId } })).token

async function bodyOf(aeTitle: string, options: AddOptions) {
  const certificates = await Promise.all((options.certificate ?? []).map(fingerprintOf))
  return {
    aeTitle,
    operations: options.may,
    sees: options.sees,
    storesAs: options.storesAs ?? null,
    allowPlain: options.plain ?? false,
    forwards: options.forwards,
    certificates,
    ...(await addressOf(options)),
  }
}

async function addressOf({ host, port, tls, trusted, ourCertificate, ourKey }: AddOptions) {
  if (!host || !port) return {}
  const read = (file: string) => readFile(file, 'utf8')
  const trust = trusted ? { trustedCertificate: await read(trusted) } : {}
  const ours =
    ourCertificate && ourKey ? { clientCertificate: await read(ourCertificate), clientKey: await read(ourKey) } : {}
  return { address: { host, port: Number(port), tls, ...trust, ...ours } }
}

const fingerprintOf = async (file: string) =>
  new X509Certificate(await readFile(file)).fingerprint256.replaceAll(':', '').toLowerCase()

const listCommand = () =>
  loginOptions(new Command('list'))
    .description('All peers')
    .option('--json')
    .action((options: LoginOptions & { json?: true }) =>
      asTech(options, async (client) => {
        const peers = await allPeers(client)
        process.stdout.write(`${options.json ? JSON.stringify(peers, null, 2) : peers.map(lineOf).join('\n')}\n`)
      }),
    )

const echoCommand = () =>
  loginOptions(new Command('echo'))
    .description('Ask a peer whether it is there (C-ECHO)')
    .argument('<aeTitle>')
    .action((aeTitle: string, options: LoginOptions) =>
      asTech(options, async (client) => {
        const peer = (await allPeers(client)).find((one) => one.aeTitle === aeTitle && one.isActive)
        if (!peer) throw new Error(`There is no active peer ${aeTitle}. \`firstread peer list\` shows them.`)
        const { reached, error, milliseconds } = answered(await echoPeer({ client, path: { peerId: peer.peerId } }))
        process.stdout.write(reached ? `${aeTitle} answered in ${milliseconds} ms\n` : `${aeTitle}: ${error}\n`)
        if (!reached) process.exitCode = 1
      }),
    )

async function allPeers(client: Client): Promise<Peer[]> {
  const peers: Peer[] = []
  for (let cursor: string | undefined; ; ) {
    const page = answered(await listPeers({ client, query: { limit: 200, ...(cursor ? { cursor } : {}) } }))
    peers.push(...page.items)
    if (page.nextCursor === null) return peers
    cursor = page.nextCursor
  }
}

const lineOf = (peer: Peer) =>
  [
    peer.isActive ? 'active' : 'shut out',
    peer.aeTitle.padEnd(16),
    peer.operations.join(',') || '-',
    `sees ${peer.sees}`,
    peer.address ? `${peer.address.host}:${peer.address.port}${peer.address.tls ? ' TLS' : ''}` : '-',
    `seen ${peer.lastSeenAt ?? 'never'}`,
  ].join('  ')
