import { isPrivate } from '../dictionary.ts'
import { profileLines } from './profile-table.ts'

/** What is done to one attribute, PS3.15 E.1 Table E.1-1a; `keep` and `inside` are those of attributes that the table leaves alone. */
export type Action = 'remove' | 'empty' | 'dummy' | 'uid' | 'inside' | 'keep'

/**
 * The table names several actions where the right one depends on the attribute's type in an object (`X/D`: remove, or a dummy
 * where it is required). Without knowing the object, the one that fits every type is taken. In a sequence a dummy is the
 * sequence with its items treated the same way.
 */
const chosen: Readonly<Record<string, { value: Action; sequence: Action }>> = {
  X: { value: 'remove', sequence: 'remove' },
  Z: { value: 'empty', sequence: 'empty' },
  D: { value: 'dummy', sequence: 'inside' },
  U: { value: 'uid', sequence: 'inside' },
  'X/Z': { value: 'empty', sequence: 'empty' },
  'X/D': { value: 'dummy', sequence: 'remove' },
  'Z/D': { value: 'dummy', sequence: 'inside' },
  'X/Z/D': { value: 'dummy', sequence: 'empty' },
  'X/Z/U*': { value: 'remove', sequence: 'inside' },
}

const byTag = new Map<number, string>(
  Object.entries(profileLines).flatMap(([action, lines]) =>
    lines
      .trim()
      .split(/\s+/)
      .map((tag) => [Number.parseInt(tag, 16), action] as const),
  ),
)

/** Whether the table itself names the attribute. */
export const isListed = (tag: number): boolean => byTag.has(tag)

/** Texts and names that the table does not name may say anything; a text of an object's own kind is not worth the risk. */
const freeText = new Set(['LT', 'ST', 'UT', 'UC'])

/**
 * What the Basic Application Level Confidentiality Profile does with an attribute.
 *
 * @param known  whether PS3.6 has the tag: what nobody knows is removed, like everything private
 */
export function actionFor(tag: number, vr: string, known: boolean): Action {
  const listed = byTag.get(tag)
  if (listed !== undefined) return chosen[listed]?.[vr === 'SQ' ? 'sequence' : 'value'] ?? 'remove'
  if (isPrivate(tag) || !known || isGraphics(tag)) return 'remove'
  if (vr === 'SQ') return 'inside'
  if (tag === textValue) return 'dummy'
  if (vr === 'PN') return 'empty'
  return freeText.has(vr) ? 'remove' : 'keep'
}

/** A text item of a content tree must have a text; the tree itself is a dummy by the table (ContentSequence: D). */
const textValue = 0x0040a160

/** Curves and overlays (50xx, 60xx) may draw a name; without their data the rest of such a group says nothing. */
const isGraphics = (tag: number): boolean => tag >>> 24 === 0x50 || tag >>> 24 === 0x60
