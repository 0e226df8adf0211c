import { Command } from 'commander'
import { withInstallation } from '../installation.ts'

export const migrateCommand = () =>
  new Command('migrate').description('Bring the database to the present schema').action(async () => {
    // Opening an installation migrates it.
    await withInstallation(async () => undefined)
    process.stdout.write('The database has the present schema.\n')
  })
