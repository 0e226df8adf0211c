import type { User } from '@firstread/client'

export type Role = User['role']

/** Every address of the app. */
export const paths = {
  home: '/',
  worklist: '/worklist',
  read: '/read/$reportId',
  critical: '/critical',
  followUp: '/follow-up',
  studies: '/studies',
  study: '/studies/$reportId',
  upload: '/upload',
  results: '/results',
  result: '/results/$reportId',
  history: '/history',
  access: '/access',
  overview: '/overview',
  models: '/models',
  people: '/people',
  quarantine: '/identity',
  peers: '/peers',
  settings: '/settings',
  audit: '/audit',
  account: '/account',
} as const

/** For people without an account: outside the frame, and not among the pages of any role. */
export const sharedPath = /^\/shared\/?$/

type Page = Exclude<keyof typeof paths, 'home' | 'read' | 'study' | 'result' | 'account'>

/** What each role finds in the navigation; the first is where they land. The server decides what they may see. */
export const pagesOf = {
  doctor: ['worklist', 'critical', 'followUp', 'studies'],
  radiologist: ['upload', 'studies'],
  patient: ['results', 'history', 'access'],
  tech: ['overview', 'models', 'people', 'quarantine', 'peers', 'studies', 'settings', 'audit'],
} as const satisfies Record<Role, readonly Page[]>

export const homeOf = (role: Role): string => paths[pagesOf[role][0]]

/** Which roles an address is for; whoever is not among them is told so plainly. */
export const rolesOf = {
  worklist: ['doctor', 'tech'],
  read: ['doctor'],
  critical: ['doctor', 'tech'],
  followUp: ['doctor', 'tech'],
  studies: ['doctor', 'radiologist', 'tech'],
  study: ['radiologist', 'tech', 'doctor'],
  upload: ['radiologist'],
  results: ['patient'],
  result: ['patient'],
  history: ['patient'],
  access: ['patient'],
  overview: ['tech'],
  models: ['tech', 'doctor'],
  people: ['tech'],
  quarantine: ['tech'],
  peers: ['tech'],
  settings: ['tech'],
  audit: ['tech'],
} as const satisfies Partial<Record<keyof typeof paths, readonly Role[]>>

/** Where a notice about a study leads this role. */
export const studyPath = (role: Role): '/read/$reportId' | '/results/$reportId' | '/studies/$reportId' =>
  role === 'doctor' ? paths.read : role === 'patient' ? paths.result : paths.study
