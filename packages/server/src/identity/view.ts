import type { User } from '@firstread/contract'
import { openOptional, type Place } from '../platform/fields.ts'
import type { Keys } from '../platform/keys.ts'
import type { UserRow } from './user-queries.ts'

export const phonePlace = (userId: string): Place => ({ table: 'users', column: 'phone', row: userId })

export function toUser(keys: Keys, row: UserRow): User {
  return {
    id: row.id,
    name: row.name,
    email: row.email,
    role: row.role as User['role'], // users_role_check
    phone: openOptional(keys, phonePlace(row.id), row.phone),
    dateOfBirth: row.date_of_birth,
    profilePictureUrl: row.profile_picture_url,
    preferences: row.preferences as User['preferences'],
    isActive: row.is_active,
    isEmailVerified: row.is_email_verified,
    isProvisional: row.is_provisional,
    createdAt: row.created_at.toISOString(),
    updatedAt: row.updated_at.toISOString(),
    lastLoginAt: row.last_login_at?.toISOString() ?? null,
  }
}

/** The subject of an entry about a person, when that person is a patient. */
export const subjectOf = (row: Pick<UserRow, 'id' | 'role'>) => (row.role === 'patient' ? [row.id] : [])
