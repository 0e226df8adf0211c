import { testRootKey } from '@firstread/testing'
import { expect, test } from 'vitest'
import { keysFrom } from '../../platform/keys.ts'
import { macsOf, mintShare, plainCode } from './secrets.ts'

const keys = keysFrom(testRootKey)

test('a code has eight signs that nobody mixes up, and each of the 32 comes', () => {
  const codes = Array.from({ length: 200 }, () => mintShare(keys).code)
  for (const code of codes) expect(code).toMatch(/^[A-HJ-NP-Z2-9]{8}$/)
  // 1600 signs: that one of 32 is missing by chance happens once in 10^20 (32 · (31/32)^1600).
  expect(new Set(codes.join('')).size).toBe(32)
  expect(new Set(codes).size).toBe(200)
})

test('a code is taken as people write it down', () => {
  for (const typed of ['ABCD2345', 'abcd2345', 'abcd 2345', ' ABCD-2345 ', 'ab cd–23 45'])
    expect(plainCode(typed)).toBe('ABCD2345')
})

test('what is kept of a code is bound to its link, and no kind of secret stands in for another', () => {
  const { token, code, tokenMac, codeMac } = mintShare(keys)
  expect(Buffer.from(token, 'base64url')).toHaveLength(32)
  expect(macsOf(keys, token, code.toLowerCase())).toEqual({ tokenMac, codeMac })
  expect(macsOf(keys, mintShare(keys).token, code).codeMac).not.toBe(codeMac)
  const macs = [
    keys.tokenMac(token),
    keys.shareMac('token', token),
    keys.shareMac('visit', token),
    keys.shareMac('code', token),
  ]
  expect(new Set(macs).size).toBe(4)
})
