import { isUid } from '@firstread/dicom'
import { storageClassLines } from './generated/storage-classes.ts'

/** What a presentation context is for, from its abstract syntax. */
export type ServiceName = 'echo' | 'store' | 'find' | 'move' | 'get'
/** The information models of PS3.4 C.6 */
export type QueryModel = 'patient' | 'study'

export interface SopClass {
  readonly service: ServiceName
  readonly model?: QueryModel
  readonly name: string
}

export const verification = '1.2.840.10008.1.1'

export const queryClasses = {
  patient: {
    find: '1.2.840.10008.5.1.4.1.2.1.1',
    move: '1.2.840.10008.5.1.4.1.2.1.2',
    get: '1.2.840.10008.5.1.4.1.2.1.3',
  },
  study: {
    find: '1.2.840.10008.5.1.4.1.2.2.1',
    move: '1.2.840.10008.5.1.4.1.2.2.2',
    get: '1.2.840.10008.5.1.4.1.2.2.3',
  },
} as const satisfies Record<QueryModel, Record<'find' | 'move' | 'get', string>>

/** Storage SOP classes of the standard, retired ones too, by UID: what conformance statements list (PS3.4 B.5, GG.3). */
export const storageClasses: ReadonlyMap<string, string> = new Map(
  storageClassLines
    .trim()
    .split('\n')
    .map((line) => [line.slice(0, line.indexOf(' ')), line.slice(line.indexOf(' ') + 1)]),
)

const known: ReadonlyMap<string, SopClass> = new Map<string, SopClass>([
  [verification, { service: 'echo', name: 'Verification' }],
  ...(['patient', 'study'] as const).flatMap((model) =>
    (['find', 'move', 'get'] as const).map((service): [string, SopClass] => [
      queryClasses[model][service],
      { service, model, name: `${model === 'patient' ? 'Patient' : 'Study'} Root ${service.toUpperCase()}` },
    ]),
  ),
])

/** The root under which only the standard itself gives UIDs (PS3.5 9). */
const STANDARD = '1.2.840.10008.'

/** What a SOP class is for; `undefined` when it is none of ours. A manufacturer's own class is taken for storage. */
export function sopClass(uid: string): SopClass | undefined {
  const name = storageClasses.get(uid)
  if (name !== undefined) return { service: 'store', name }
  const found = known.get(uid)
  if (found !== undefined) return found
  return uid.startsWith(STANDARD) || !isUid(uid) ? undefined : { service: 'store', name: 'Private storage' }
}
