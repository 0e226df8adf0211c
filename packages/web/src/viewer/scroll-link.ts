/** One of two stacks that lie beside each other. */
type Member = {
  index: number
  count: number
  /** Where it was taken, and until when it is expected there, ms: a frame that cannot be shown never comes. */
  target: { index: number; until: number } | undefined
  show: (index: number) => void
}
const patienceMs = 2000

export type ScrollLink = {
  isOn: boolean
  /** @returns what tells the link which frame is on the screen, and what leaves it */
  join(count: number, show: (index: number) => void): { told(index: number): void; leave(): void }
}

/**
 * Two stacks that scroll together: a step in one is the same step in the other, from wherever each stands. Their frames
 * cannot be matched by place: two studies have no coordinates in common (PS3.3 C.7.4.1) until somebody has registered them,
 * so the doctor brings them to the same height and links them there.
 */
export function openScrollLink(): ScrollLink {
  const members = new Set<Member>()
  const link: ScrollLink = {
    isOn: false,
    join(count, show) {
      const me: Member = { index: 0, count, target: undefined, show }
      members.add(me)
      return {
        told(index) {
          const by = index - me.index
          me.index = index
          // On its way to where the other took it: what is passed on the way is no step of its own.
          const isTaken = me.target !== undefined && performance.now() < me.target.until
          if (!isTaken || me.target?.index === index) me.target = undefined
          if (!link.isOn || isTaken || by === 0) return
          for (const other of members) if (other !== me) take(other, by)
        },
        leave: () => void members.delete(me),
      }
    },
  }
  return link
}

/** At its end it stays: the other may go on, and they part by as much. */
function take(member: Member, by: number): void {
  const from = member.target?.index ?? member.index
  const to = Math.max(0, Math.min(member.count - 1, from + by))
  if (to === from) return
  member.target = { index: to, until: performance.now() + patienceMs }
  member.show(to)
}
