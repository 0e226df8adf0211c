import { type ChildProcess, spawn } from 'node:child_process'

/**
 * A shell that waits at a pipe which only we hold open. When we die, however, the kernel closes it; the shell then asks
 * postgres for a fast shutdown (SIGINT), and clears away a folder that was to be thrown away. Node has no way to ask
 * Linux for a signal at its parent's death (PR_SET_PDEATHSIG), and an exit handler does not run after SIGKILL.
 * Ended means gone or a zombie: in a container whose first process collects none, it stays one for ever.
 */
const script = `
cat >/dev/null
kill -INT "$1" 2>/dev/null
while grep -qs '^State:.[^Z]' "/proc/$1/status"; do sleep 0.1; done
shift
[ $# -eq 0 ] || rm -rf -- "$@"
`

/**
 * @param pid     the postmaster
 * @param litter  folders to remove after it; none for data that stays
 * @returns       call it before the server is stopped in good order
 */
export function watchOver(pid: number, litter: string[]): () => void {
  const watcher: ChildProcess = spawn('/bin/sh', ['-c', script, 'firstread-watchdog', String(pid), ...litter], {
    cwd: '/',
    env: { PATH: '/usr/bin:/bin' },
    stdio: ['pipe', 'ignore', 'ignore'],
    detached: true, // a Ctrl-C at the terminal is for us, not for it
  })
  watcher.unref()
  const pipe = watcher.stdin as unknown as { unref?: () => void } | null
  pipe?.unref?.()
  return () => void watcher.kill('SIGKILL')
}
