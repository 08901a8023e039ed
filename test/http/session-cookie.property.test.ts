import fc from 'fast-check'
import { expect, test } from 'vitest'
import { Signer } from '../../collector/http/secrets.ts'
import {
  cookieThatSignsIn,
  type Sessions,
  sessionCookies,
  sessionValue,
  signedInBy,
} from '../../collector/http/session-cookie.ts'
import type { KeyRecord } from '../../collector/ledger/ledger.ts'
import { NOON } from './test-app.ts'

const signer = new Signer()
const SECOND = 1000

const keyOf = (id: string): KeyRecord => ({
  ...{ id, scope: 'read', holder: 'Ana', hash: id.repeat(8).padEnd(64, '0').slice(0, 64) },
  ...{ createdAt: NOON, revokedAt: null },
})

const siteOf = (site: string): Sessions => ({
  ...{ site, emailSecret: 'cd'.repeat(32), keys: ['a1', 'b2'].map(keyOf) },
})

const SHOP = siteOf('shop')
const expiresAt = NOON + 60 * SECOND
const cookieOf = (sessions = SHOP) =>
  sessionValue(sessions, { key: keyOf('a1'), expiresAt }, signer)

test('a cookie in which anything differs signs nobody in', async () => {
  const good = await cookieOf()
  expect(await signedInBy(SHOP, good, signer, NOON)).toEqual({ key: keyOf('a1'), expiresAt })
  const place = fc.nat({ max: good.length })
  const change = fc.record({ place, cut: fc.nat({ max: 3 }), put: fc.string({ maxLength: 3 }) })
  await fc.assert(
    fc.asyncProperty(change, async ({ place, cut, put }) => {
      const changed = good.slice(0, place) + put + good.slice(place + cut)
      fc.pre(changed !== good)
      expect(await signedInBy(SHOP, changed, signer, NOON)).toBeUndefined()
    }),
  )
})

test('any text is refused without a word', async () => {
  await fc.assert(
    fc.asyncProperty(fc.string(), fc.string(), async (text, header) => {
      expect(await signedInBy(SHOP, text, signer, NOON)).toBeUndefined()
      expect(sessionCookies(header, false)).toEqual([])
    }),
  )
})

test('a cookie is good until its end, on its site, while its key is', async () => {
  const good = await cookieOf()
  await fc.assert(
    fc.asyncProperty(fc.integer({ min: -100_000, max: 100_000 }), async (ms) => {
      const found = await signedInBy(SHOP, good, signer, expiresAt + ms)
      expect(found !== undefined).toBe(ms < 0)
    }),
  )
  expect(await signedInBy(siteOf('other'), good, signer, NOON)).toBeUndefined()
  const revoked = { ...keyOf('a1'), revokedAt: NOON }
  expect(await signedInBy({ ...SHOP, keys: [revoked] }, good, signer, NOON)).toBeUndefined()
  const others = { ...SHOP, emailSecret: 'ce'.repeat(32) }
  expect(await signedInBy(others, good, signer, NOON)).toBeUndefined()
})

test('nothing that is signed for others signs a session: e-mails and links have other keys', async () => {
  const [id, ends] = (await cookieOf()).split('.')
  const text = JSON.stringify(['shop', id, ends])
  const asEmail = await signer.sign(SHOP.emailSecret, text)
  expect(await signedInBy(SHOP, `${id}.${ends}.${asEmail}`, signer, NOON)).toBeUndefined()
})

test('what is set comes back as it was, among other cookies', async () => {
  const value = await cookieOf()
  const site = fc.stringMatching(/^[a-z0-9][a-z0-9-]{0,20}[a-z0-9]$/)
  fc.assert(
    fc.property(site, fc.boolean(), (name, isHttps) => {
      const [pair] = cookieThatSignsIn(name, value, { isHttps }).split('; ')
      const header = `pw_id=x; ${pair};pw_session=1`
      expect(sessionCookies(header, isHttps)).toMatchObject([{ site: name, value }])
    }),
  )
})

test('over HTTPS a cookie without the prefix of the host counts for nothing', async () => {
  const header = `pw_session_shop=1; __Host-pw_session_other=2`
  expect(sessionCookies(header, true).map(({ site }) => site)).toEqual(['other'])
  expect(sessionCookies(header, false).map(({ site }) => site)).toEqual(['shop', 'other'])
})
