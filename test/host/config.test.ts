import { describe, expect, it } from 'vitest'
import { ConfigError, OPTIONS, parseConfig } from '../../collector/host/config.ts'

describe('the configuration', () => {
  it('listens on loopback at 8787 when nothing is said', () => {
    expect(parseConfig({})).toMatchObject({ PORT: 8787, HOST: '127.0.0.1', PATHWORTH_WRITERS: 1 })
  })

  it.each(['0.0.0.0', '::', '::1', 'fe80::1%eth0', 'localhost', 'db_1.lan'])(
    'listens on %s when it is told',
    (host) => {
      expect(parseConfig({ HOST: host }).HOST).toBe(host)
    },
  )

  it('takes an empty value as unset', () => {
    expect(parseConfig({ PORT: '', PATHWORTH_DATA: '' })).toEqual(parseConfig({}))
  })

  it('leaves alone what is not its own', () => {
    expect(parseConfig({ PATH: '/bin', PATHWORTH_CHROMIUM: '/x' })).toEqual(parseConfig({}))
  })

  it('makes the data folder absolute, so that a later change of folder does not move it', () => {
    expect(parseConfig({ PATHWORTH_DATA: 'x' }).PATHWORTH_DATA).toBe(`${process.cwd()}/x`)
  })

  it.each([
    ['PORT', '80a'],
    ['PORT', '65536'],
    ['PORT', '-1'],
    ['PORT', '8787.5'],
    ['HOST', 'a b'],
    ['HOST', '[::]'],
    ['HOST', 'http://localhost'],
    ['PATHWORTH_WRITERS', '0'],
    ['PATHWORTH_READERS', 'many'],
    ['PATHWORTH_QUEUE', '1e3'],
    ['PATHWORTH_REPORT_DEADLINE_MS', '5s'],
    ['PATHWORTH_RATE', '-1'],
    ['PATHWORTH_LOG', 'debug'],
    ['PATHWORTH_TRUST_PROXY', 'x forwarded for'],
    ['PATHWORTH_URL', 'shop.example'],
    ['PATHWORTH_SITE', 'My Shop'],
    ['PATHWORTH_DOMAIN', 'https://shop.example/'],
    ['PATHWORTH_DOMAIN', 'co.uk'],
    ['PATHWORTH_CURRENCY', 'EURO'],
    ['PATHWORTH_TIMEZONE', 'Mars/Olympus'],
    ['PATHWORTH_AT', 't.shop.example'],
    ['PATHWORTH_AT', 'http://t.shop.example'],
  ])('names %s and its value %s when it is wrong', (name, value) => {
    expect(() => parseConfig({ [name]: value })).toThrow(ConfigError)
    expect(() => parseConfig({ [name]: value })).toThrow(`${name}=${JSON.stringify(value)}: `)
  })

  it('names all wrong values at once, and none that is right', () => {
    const parse = () => parseConfig({ PORT: 'x', PATHWORTH_LOG: 'y', PATHWORTH_QUEUE: '5' })
    expect(parse).toThrow(/PORT="x".*\n.*PATHWORTH_LOG="y"/)
    expect(parse).not.toThrow(/PATHWORTH_QUEUE/)
  })

  it.each([
    ['a'.repeat(31), 'has fewer than 32 characters'],
    ['a'.repeat(1001), 'has more than 1,000 characters'],
    [`${'a'.repeat(32)} b`, 'holds spaces'],
    [`${'a'.repeat(32)}é`, 'holds spaces or characters that no header takes'],
  ])('names the admin token %j without showing it, and how to make one', (token, fault) => {
    const parse = () => parseConfig({ PATHWORTH_ADMIN_TOKEN: token })
    expect(parse).toThrow(`PATHWORTH_ADMIN_TOKEN=…: ${fault}`)
    expect(parse).toThrow('"openssl rand -hex 32" makes one')
    expect(parse).not.toThrow(token)
  })

  it.each(['a'.repeat(32), '0f'.repeat(32), 'AZaz09+/=-_.~:;!"#$%&()*,<>?@[]'.padEnd(32, 'x')])(
    'takes the admin token %s as it is',
    (token) => {
      expect(parseConfig({ PATHWORTH_ADMIN_TOKEN: token }).PATHWORTH_ADMIN_TOKEN).toBe(token)
    },
  )

  it.each([
    ['https://t.shop.example/', 'https://t.shop.example'],
    ['https://t.shop.example/pw//', 'https://t.shop.example/pw'],
    ['http://localhost:8787', 'http://localhost:8787'],
    ['http://[::1]:8787', 'http://[::1]:8787'],
  ])('sends commands to %s as %s', (text, kept) => {
    expect(parseConfig({ PATHWORTH_AT: text }).PATHWORTH_AT).toBe(kept)
  })

  it('has a meaning for each option', () => {
    expect(OPTIONS.filter(({ meaning }) => meaning === '')).toEqual([])
    expect(OPTIONS.find(({ name }) => name === 'PATHWORTH_DATA')?.fallback).toBe('./data')
  })
})
