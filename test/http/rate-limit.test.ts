import { describe, expect, test } from 'vitest'
import { Problem } from '../../collector/http/problem.ts'
import { isPrivateAddress, RateLimit } from '../../collector/http/rate-limit.ts'

const SOMEBODY = '203.0.113.7'

function refusal(limit: RateLimit, address: string, now: number): Problem | undefined {
  try {
    limit.take(address, now)
    return undefined
  } catch (error) {
    if (error instanceof Problem) return error
    throw error
  }
}

describe('the rate limit', () => {
  test('lets a burst through, then refuses with the time to wait', () => {
    const limit = new RateLimit({ perSecond: 0.5, burst: 3 })
    for (let i = 0; i < 3; i++) expect(refusal(limit, SOMEBODY, 1000)).toBeUndefined()
    const refused = refusal(limit, SOMEBODY, 1000)
    expect(refused?.status).toBe(429)
    expect(refused?.options.headers).toEqual({ 'retry-after': '2' })
  })

  test('gives back so many a second', () => {
    const limit = new RateLimit({ perSecond: 10, burst: 1 })
    limit.take(SOMEBODY, 1000)
    expect(refusal(limit, SOMEBODY, 1099)).toBeDefined()
    expect(refusal(limit, SOMEBODY, 1100)).toBeUndefined()
  })

  test('is not lengthened by asking in vain', () => {
    const limit = new RateLimit({ perSecond: 1, burst: 1 })
    limit.take(SOMEBODY, 0)
    for (let ms = 100; ms < 1000; ms += 100) expect(refusal(limit, SOMEBODY, ms)).toBeDefined()
    expect(refusal(limit, SOMEBODY, 1000)).toBeUndefined()
  })

  test('is one for each address', () => {
    const limit = new RateLimit({ perSecond: 1, burst: 1 })
    limit.take(SOMEBODY, 0)
    expect(refusal(limit, '203.0.113.8', 0)).toBeUndefined()
  })

  test('is off at 0 a second', () => {
    const limit = new RateLimit({ perSecond: 0, burst: 1 })
    for (let i = 0; i < 100; i++) expect(refusal(limit, SOMEBODY, 0)).toBeUndefined()
  })

  test('does not count all visitors behind an unnamed proxy as one', () => {
    const limit = new RateLimit({ perSecond: 1, burst: 1 })
    for (let i = 0; i < 100; i++) expect(refusal(limit, '10.0.0.1', 0)).toBeUndefined()
  })

  test('of everybody counts private addresses, and all that are not known as one', () => {
    const limit = new RateLimit({ perSecond: 1, burst: 1 }, { everybody: true })
    for (const address of ['10.0.0.1', '']) {
      limit.take(address, 0)
      expect(refusal(limit, address, 0)).toBeDefined()
    }
  })

  test('gives back what should not have counted, and no more', () => {
    const limit = new RateLimit({ perSecond: 1, burst: 2 })
    limit.giveBack(SOMEBODY)
    for (let asked = 0; asked < 10; asked++) {
      limit.take(SOMEBODY, 0)
      limit.giveBack(SOMEBODY)
    }
    limit.giveBack(SOMEBODY)
    limit.take(SOMEBODY, 0)
    limit.take(SOMEBODY, 0)
    expect(refusal(limit, SOMEBODY, 0)).toBeDefined()
  })

  test.each([
    '127.0.0.1',
    '::1',
    '::ffff:127.0.0.1',
    '10.1.2.3',
    '172.16.0.1',
    '172.31.255.1',
    '192.168.1.1',
    'fd00::1',
  ])('%s is private', (address) => expect(isPrivateAddress(address)).toBe(true))

  test.each([
    '172.15.0.1',
    '172.32.0.1',
    '192.169.1.1',
    '11.0.0.1',
    '100.10.1.1',
    '2001:db8::1',
    '::12',
  ])('%s is not private', (address) => expect(isPrivateAddress(address)).toBe(false))
})
