import { createHmac } from 'node:crypto'
import bcrypt from 'bcrypt'
import { expect, test } from 'vitest'
import { keysFrom } from '../platform/keys.ts'
import { openPasswords } from './passwords.ts'

const keys = keysFrom(Buffer.alloc(32, 7))
const passwords = openPasswords({ keys, config: { AUTH_BCRYPT_COST: 4 } })

test('the hash is bcrypt over base64 of HMAC-SHA-384 with the pepper', async () => {
  const hash = await passwords.hash('Lamp-Otter-41')
  // 384 bits are 64 characters in base64: below the 72 bytes that bcrypt looks at.
  const inner = createHmac('sha384', keys.derive('password-pepper')).update('Lamp-Otter-41').digest('base64')
  expect(inner).toHaveLength(64)
  expect(bcrypt.compareSync(inner, hash)).toBe(true)
  expect(bcrypt.compareSync('Lamp-Otter-41', hash)).toBe(false)
})

test('no character is cut off, however long the password', async () => {
  const long = 'wren kettle lagoon '.repeat(12)
  const hash = await passwords.hash(`${long}a`)
  expect(await passwords.matches(`${long}a`, hash)).toBe(true)
  expect(await passwords.matches(`${long}b`, hash)).toBe(false)
})

test('another root key does not open it', async () => {
  const hash = await passwords.hash('Lamp-Otter-41')
  const others = openPasswords({ keys: keysFrom(Buffer.alloc(32, 8)), config: { AUTH_BCRYPT_COST: 4 } })
  expect(await others.matches('Lamp-Otter-41', hash)).toBe(false)
})

test('composed and decomposed signs open the same account', async () => {
  const hash = await passwords.hash('Lámpara-nutria'.normalize('NFC'))
  expect(await passwords.matches('Lámpara-nutria'.normalize('NFD'), hash)).toBe(true)
})

test('nobody logs in without a hash or with a closed one', async () => {
  expect(await passwords.matches('Lamp-Otter-41', null)).toBe(false)
  expect(await passwords.matches('!', '!')).toBe(false)
})

test('when the line is full a further attempt is told to come back', async () => {
  const slow = openPasswords({ keys, config: { AUTH_BCRYPT_COST: 4 } })
  const attempts = await Promise.allSettled(Array.from({ length: 100 }, () => slow.matches('x', null)))
  const refused = attempts.filter((attempt) => attempt.status === 'rejected')
  // Two at work and eighty in line.
  expect(refused).toHaveLength(18)
  expect(refused[0]?.reason).toMatchObject({ code: 'busy', extra: { retryAfterSeconds: 3 } })
  expect(await slow.matches('x', null)).toBe(false) // and the line moves on
})

test('hashing leaves the event loop free', async () => {
  let turns = 0
  const timer = setInterval(() => {
    turns += 1
  }, 1)
  await openPasswords({ keys, config: { AUTH_BCRYPT_COST: 11 } }).hash('x')
  clearInterval(timer)
  expect(turns).toBeGreaterThan(10) // a blocking hash of some 120 ms would leave none
})
