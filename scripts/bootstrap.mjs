// Runs under whatever Node the machine has (20 or newer): plain JavaScript, nothing but the standard library.
import { spawn } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import { fileURLToPath } from 'node:url'

/** The folder of the checkout. */
export const root = fileURLToPath(new URL('..', import.meta.url))

const bin = join(root, 'node_modules', '.bin')
const pinnedNode = join(bin, 'node')
const wantedMajor = 24

/**
 * Installs what is missing and makes sure that the script goes on under the Node that the project pins. When the
 * running one is older, the whole script is run once more under the pinned one and this call never returns.
 */
export async function bootstrap() {
  process.chdir(root)
  if (!isInstalled()) await install()
  if (nodeMajor(process.versions.node) >= wantedMajor) {
    process.env.PATH = [bin, process.env.PATH].join(delimiter)
    return
  }
  if (process.env.FIRSTREAD_BOOTSTRAPPED || !existsSync(pinnedNode)) giveUp()
  const env = { ...process.env, FIRSTREAD_BOOTSTRAPPED: '1' }
  const code = await run(pinnedNode, process.argv.slice(1), { env }).catch(giveUp)
  process.exit(code)
}

/**
 * Runs a program in the foreground, from the checkout's folder, and passes on the signals that ask us to end.
 *
 * @param {string} program
 * @param {string[]} args
 * @param {import('node:child_process').SpawnOptions} [options]
 * @returns {Promise<number>} its exit code, 128 and the signal's number when a signal ended it
 */
export function run(program, args, options = {}) {
  return new Promise((done, fail) => {
    const child = spawn(program, args, { stdio: 'inherit', cwd: root, ...options })
    const pass = (signal) => child.kill(signal)
    // Ctrl-C reaches the child by itself, being in the same group: only stay until it has ended.
    const stay = () => undefined
    process.on('SIGTERM', pass).on('SIGHUP', pass).on('SIGINT', stay)
    child.once('error', fail)
    child.once('exit', (code, signal) => {
      process.off('SIGTERM', pass).off('SIGHUP', pass).off('SIGINT', stay)
      done(code ?? 128 + (signalNumbers[signal] ?? 0))
    })
  })
}

const signalNumbers = { SIGHUP: 1, SIGINT: 2, SIGQUIT: 3, SIGABRT: 6, SIGKILL: 9, SIGSEGV: 11, SIGTERM: 15 }

/**
 * True when node_modules holds what package-lock.json names. Compared by content, since a checkout or a copy changes
 * times without changing anything, and the other way round.
 */
function isInstalled() {
  const installed = packagesOf(join('node_modules', '.package-lock.json'))
  const wanted = packagesOf('package-lock.json')
  if (!installed || !wanted) return false
  return Object.entries(wanted).every(([path, { version, optional, link }]) => {
    // Only what npm puts into node_modules; of the packages for other platforms none is there.
    if (link || !path.includes('node_modules/')) return true
    const found = installed[path]
    return found ? found.version === version : Boolean(optional)
  })
}

function packagesOf(lockFile) {
  const path = join(root, lockFile)
  return existsSync(path) ? JSON.parse(readFileSync(path, 'utf8')).packages : undefined
}

async function install() {
  const began = Date.now()
  const seconds = () => Math.round((Date.now() - began) / 1000)
  console.error('Installing what is missing with `npm ci`: about a minute, 1.2 GB on disk.')
  // npm shows its progress on a terminal only; a log must not look dead either.
  const pulse = process.stderr.isTTY
    ? undefined
    : setInterval(() => console.error(`… still installing, ${seconds()} s`), 15_000)
  const code = await run('npm', ['ci', '--no-audit', '--no-fund', '--loglevel=error']).catch(({ message }) => {
    console.error(`npm cannot be run: ${message}`)
    return 1
  })
  clearInterval(pulse)
  if (code !== 0) {
    console.error('`npm ci` failed; what it said stands above.')
    process.exit(code)
  }
  console.error(`Installed in ${seconds()} s.`)
}

function giveUp() {
  const here = `${process.platform}-${process.arch}`
  console.error(`Firstread needs Node ${wantedMajor}; this is Node ${process.versions.node}.`)
  console.error(
    `On Linux (x64 and arm64, with glibc) npm brings it along, but not on ${here}, or it was left out of the install.`,
  )
  console.error(`Install Node ${wantedMajor} or newer and try again.`)
  process.exit(1)
}

function nodeMajor(version) {
  return Number.parseInt(version, 10)
}
