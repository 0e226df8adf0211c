#!/usr/bin/env node
import { Command } from 'commander'
import { demoCommand } from './commands/demo.ts'
import { importCommand } from './commands/import.ts'
import { migrateCommand } from './commands/migrate.ts'
import { modelsCommand } from './commands/models.ts'
import { peerCommand } from './commands/peer.ts'
import { scpCommand, serveCommand, workerCommand } from './commands/serve.ts'
import { userCommand } from './commands/user.ts'
import { explain } from './explain.ts'

const program = new Command('firstread')
  .description('AI-assisted radiology triage and review')
  .showHelpAfterError('(run with --help for what is possible)')
for (const command of [
  serveCommand,
  workerCommand,
  scpCommand,
  migrateCommand,
  demoCommand,
  importCommand,
  userCommand,
  modelsCommand,
  peerCommand,
]) {
  program.addCommand(command())
}

try {
  await program.parseAsync()
} catch (error) {
  process.stderr.write(`${explain(error)}\n`)
  process.exitCode = 1
}
