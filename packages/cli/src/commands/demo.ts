import { connect } from '@firstread/client'
import { type Dicom, type Running, serve } from '@firstread/server'
import { Command } from 'commander'
import { type Account, demoPeople, newPassword, readAccounts, writeAccounts } from '../accounts.ts'
import { type Installation, openInstallation } from '../installation.ts'
import { type Operator, openOperator } from '../operator.ts'
import { identifySamplePeople, loadSamples } from '../samples.ts'
import { untilStopped } from '../until-stopped.ts'
import { dicomLine } from './serve.ts'

export const demoCommand = () =>
  new Command('demo')
    .description('A whole Firstread on this machine: one account per role, synthetic samples, everything running')
    .option('--no-samples', 'do not load the synthetic studies')
    .action(async ({ samples }: { samples: boolean }) => {
      // A person looks at this terminal: requests stay out of it unless asked for.
      const installation = await openInstallation({ LOG_LEVEL: 'warn', ...process.env })
      const running = await start(installation).catch(async (error) => {
        await installation.database.stop()
        throw error
      })
      const accounts = await makeAccounts(installation)
      await admitModality(installation, accounts)
      welcome(running, accounts, installation.config.FIRSTREAD_HOME)
      if (samples) await bringSamples(installation, running.url ?? '', accounts)
      await untilStopped(async () => {
        await running.stop()
        await installation.database.stop()
      })
    })

/** DICOM's own port, or any other while something else listens there: a demo starts all the same. */
async function start({ config, keys, database }: Installation): Promise<Running> {
  const parts = { keys, adminUrl: database.url, api: true, worker: true, scp: true }
  try {
    return await serve({ ...parts, config })
  } catch (error) {
    const isTaken = (error as { code?: string }).code === 'EADDRINUSE'
    if (!isTaken || config.DICOM_PORT !== undefined) throw error
    return serve({ ...parts, config: { ...config, DICOM_PORT: 0 } })
  }
}

/** One account per role. Those of an earlier start are kept, so that bookmarks and notes stay true. */
async function makeAccounts(installation: Installation): Promise<Account[]> {
  const home = installation.config.FIRSTREAD_HOME
  const operator = await openOperator(installation)
  try {
    const known = await readAccounts(home)
    const accounts: Account[] = []
    for (const person of demoPeople) {
      const before = known.find((account) => account.email === person.email)
      const isThere = await operator.findUser(person.email)
      accounts.push(before && isThere ? before : await newAccount(operator, person))
    }
    await writeAccounts(home, accounts)
    return accounts
  } finally {
    await operator.close()
  }
}

async function newAccount(operator: Operator, person: (typeof demoPeople)[number]): Promise<Account> {
  const password = newPassword()
  const id = await operator.createUser({ ...person, password })
  const { role, name, email } = person
  return { email, password, role, name, id }
}

/** What a modality or viewer on this machine calls itself to be let in. */
const modality = 'MODALITY'

async function admitModality(installation: Installation, accounts: Account[]): Promise<void> {
  const radiologist = accounts.find(({ role }) => role === 'radiologist')
  if (!radiologist) return
  const operator = await openOperator(installation)
  const operations = ['store', 'query', 'retrieve']
  await operator.admitLocalPeer({ aeTitle: modality, operations, storesAs: radiologist.id }).finally(operator.close)
}

async function bringSamples(installation: Installation, url: string, accounts: Account[]): Promise<void> {
  const radiologist = accounts.find((account) => account.role === 'radiologist')
  const patient = accounts.find((account) => account.role === 'patient')
  if (!radiologist || !patient) return
  const operator = await openOperator(installation)
  await identifySamplePeople(operator, patient.id).finally(operator.close)
  const connection = await connect(url, radiologist)
  await loadSamples(connection, installation.config.FIRSTREAD_HOME).finally(connection.close)
}

function welcome({ url = '', dicom }: Running, accounts: Account[], home: string): void {
  const rows = accounts.map(({ role, email, password }) => `  ${role.padEnd(12)} ${email.padEnd(32)} ${password}`)
  process.stdout.write(
    `\nFirstread is running at ${url}\n  API, browsable:  ${url}/api/docs\n${dicom ? dicomHint(dicom) : ''}\n${rows.join('\n')}\n\n` +
      `The accounts also stand in ${home}/accounts.json. Ctrl+C stops everything.\n\n`,
  )
}

const dicomHint = (dicom: Dicom): string =>
  `  DICOM:           ${dicomLine(dicom)}\n` +
  `                   storescu -aet ${modality} -aec ${dicom.aeTitle} ${dicom.host} ${dicom.port} film.dcm\n`
