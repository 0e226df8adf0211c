import { refuseWeakPassword } from '@firstread/server'
import { Command, Option } from 'commander'
import { newPassword } from '../accounts.ts'
import { withInstallation } from '../installation.ts'
import { readStdin } from '../login.ts'
import { openOperator } from '../operator.ts'

type Options = { email: string; role: string; name: string; passwordStdin?: true; json?: true }

export const userCommand = () => new Command('user').description('Accounts').addCommand(createCommand())

const createCommand = () =>
  new Command('create')
    .description('Make an account; prints the password when it made one up')
    .requiredOption('--email <email>')
    .addOption(new Option('--role <role>').choices(['patient', 'radiologist', 'doctor', 'tech']).makeOptionMandatory())
    .requiredOption('--name <name>')
    .option('--password-stdin', 'read the password from standard input')
    .option('--json', 'answer in JSON')
    .action(async (options: Options) => {
      const given = options.passwordStdin ? await readStdin() : undefined
      const password = given ?? newPassword()
      await withInstallation(async (installation) => {
        await refuseWeakPassword(password, options, installation.config.AUTH_PASSWORD_MIN)
        const operator = await openOperator(installation)
        const id = await operator.createUser({ ...options, password }).finally(operator.close)
        const made = given === undefined ? { id, email: options.email, password } : { id, email: options.email }
        process.stdout.write(options.json ? `${JSON.stringify(made)}\n` : `${Object.values(made).join('  ')}\n`)
      })
    })
