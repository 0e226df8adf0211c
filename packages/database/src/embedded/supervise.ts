import { setTimeout as sleep } from 'node:timers/promises'
import { clearAway } from './leftovers.ts'
import { end, type Launch, launch, type Postmaster } from './postmaster.ts'
import { watchOver } from './watchdog.ts'

/** How long to wait before the first, second, … try to bring a dead server back; the last one repeats. In ms. */
const pauses = [100, 1_000, 5_000, 15_000]

export type Supervised = { port: number; pid(): number; stop(): Promise<void> }

/**
 * Launches a server and keeps it up: when it dies without having been told to (out of memory, an operator's slip), it is
 * started again on the same port, where the pools of this and other processes find it by themselves.
 *
 * @param litter  folders that the watchdog removes when we are killed
 */
export async function supervise(what: Launch, litter: string[]): Promise<Supervised> {
  let isWanted = true
  let postmaster = await launch(what)
  const fixed = { ...what, port: postmaster.port }
  let reviving: Promise<void> | undefined
  const watch = () => {
    const dismiss = watchOver(postmaster.pid, litter)
    postmaster.child.once('exit', () => {
      // Once it has ended its number may be another's: nobody must be left to signal it.
      dismiss()
      if (isWanted) reviving = revive()
    })
  }
  const revive = async () => {
    const next = await relaunch(fixed, () => isWanted)
    if (next) postmaster = next
    if (next) watch()
  }
  const stop = async () => {
    isWanted = false
    await reviving
    await end(postmaster, what.ephemeral)
  }
  watch()
  return { port: postmaster.port, pid: () => postmaster.pid, stop }
}

/** Tries until it stands again or nobody wants it any more. */
async function relaunch(what: Launch, isWanted: () => boolean): Promise<Postmaster | undefined> {
  for (let tries = 0; isWanted(); tries++) {
    await sleep(pauses[Math.min(tries, pauses.length - 1)], undefined, { ref: false })
    try {
      if (!isWanted()) return undefined
      await clearAway(what.cluster.pgdata)
      return await launch(what)
    } catch {
      // Its log says why; what is wrong (a full disk, a taken port) may pass.
    }
  }
  return undefined
}
