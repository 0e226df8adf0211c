import type { Role } from '@firstread/contract'

/** Where a kind of thing lies, and in words why each role may see one; null: this role never does. */
export type AccessRule = { table: string; key: string; onlyRole?: string; who: Record<Role, string | null> }

/** The words of security.md 1. Whether they hold for one thing and one person, the database decides. */
export const accessRules = {
  report: {
    table: 'medical_reports',
    key: 'report_id',
    who: {
      patient: 'It is about you. Findings and risk open once a doctor has signed and released them',
      radiologist: 'You uploaded it',
      doctor: 'Doctors see every report',
      tech: 'Techs see every report; they write nothing clinical',
    },
  },
  patient: {
    table: 'users',
    key: 'id',
    onlyRole: 'patient',
    who: {
      patient: 'It is your own profile',
      radiologist: null,
      doctor: 'Doctors see the profile of every patient',
      tech: 'Techs keep the accounts',
    },
  },
  history: {
    table: 'patient_medical_history',
    key: 'patient_id',
    who: {
      patient: 'It is your own medical history',
      radiologist: null,
      doctor: 'Doctors see every medical history',
      tech: 'Techs may read, not change it',
    },
  },
  review: {
    table: 'doctor_reviews',
    key: 'review_id',
    who: {
      patient: 'It is about you, signed and released',
      radiologist: 'It is signed and about your upload',
      doctor: 'Doctors see signed reviews and their own drafts',
      tech: 'Techs may read, not change it',
    },
  },
  user: {
    table: 'users',
    key: 'id',
    who: {
      patient: 'It is your own profile',
      radiologist: 'It is your own profile',
      doctor: 'Doctors read the directory',
      tech: 'Techs keep the accounts',
    },
  },
  session: {
    table: 'sessions',
    key: 'session_id',
    who: {
      patient: 'It is your own session',
      radiologist: 'It is your own session',
      doctor: 'It is your own session',
      tech: 'Techs see and end every session, never its tokens',
    },
  },
} as const satisfies Record<string, AccessRule>

export type ResourceKind = keyof typeof accessRules
export const isResourceKind = (kind: string): kind is ResourceKind => Object.hasOwn(accessRules, kind)
