import { describe, expect, test } from 'vitest'
import { findKey, hashKey, makeKey, parseKey } from '../../collector/http/keys.ts'
import type { KeyRecord } from '../../collector/ledger/ledger.ts'

const random = (bytes: Uint8Array<ArrayBuffer>) => crypto.getRandomValues(bytes)

describe('a key', () => {
  test('names its scope and its site, and carries 256 bits', () => {
    const key = makeKey('my-shop', 'write', random)
    expect(key).toMatch(/^pw_write_my-shop_[A-Za-z0-9_-]{43}$/)
    expect(parseKey(key)).toEqual({ scope: 'write', site: 'my-shop' })
  })

  test('is another at each making', () => {
    expect(makeKey('shop', 'read', random)).not.toBe(makeKey('shop', 'read', random))
  })

  test('writes its bytes as base64url, also where plain base64 has + and /', () => {
    const key = makeKey('shop', 'admin', (bytes) => bytes.fill(255))
    expect(key).toBe(`pw_admin_shop_${'_'.repeat(42)}8`)
    expect(parseKey(key)).toEqual({ scope: 'admin', site: 'shop' })
  })

  test.each([
    '',
    'wrong',
    `pw_write_shop_${'a'.repeat(42)}`,
    `pw_write_shop_${'a'.repeat(44)}`,
    `pw_owner_shop_${'a'.repeat(43)}`,
    `pw_write_Shop_${'a'.repeat(43)}`,
    `pw_write_-shop_${'a'.repeat(43)}`,
    `xpw_write_shop_${'a'.repeat(43)}`,
    `pw_write_shop_${'a'.repeat(42)}=`,
  ])('is not recognised in %j', (text) => {
    expect(parseKey(text)).toBeUndefined()
  })

  test('is found by its hash, and only as long as it is not revoked', async () => {
    const key = makeKey('shop', 'write', random)
    const record: KeyRecord = {
      id: 'k1',
      scope: 'write',
      holder: 'till',
      hash: await hashKey(key),
      createdAt: 0,
      revokedAt: null,
    }
    expect(await findKey(key, [record])).toBe(record)
    expect(await findKey(`${key.slice(0, -1)}_`, [record])).toBeUndefined()
    expect(await findKey(key, [{ ...record, revokedAt: 1 }])).toBeUndefined()
  })

  test('is hashed with SHA-256', async () => {
    expect(await hashKey('abc')).toBe(
      'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad',
    )
  })
})
