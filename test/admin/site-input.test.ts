import { describe, expect, it } from 'vitest'
import { currency, domain, timeZone } from '../../collector/admin/site-input.ts'

const messageOf = (result: { error?: { issues: { message: string }[] } | undefined }) =>
  result.error?.issues[0]?.message

describe('a domain', () => {
  it.each([
    ['shop.example', 'shop.example'],
    ['Shop.Example.', 'shop.example'],
    ['localhost', 'localhost'],
    ['bücher.example', 'xn--bcher-kva.example'],
    ['127.0.0.1', '127.0.0.1'],
    ['intranet', 'intranet'],
    ['my-shop.myshopify.com', 'my-shop.myshopify.com'],
    ['com.example', 'com.example'],
  ])('%s is kept as %s', (text, kept) => {
    expect(domain.parse(text)).toBe(kept)
  })

  it.each([
    'https://shop.example',
    'shop.example/path',
    'shop.example:8080',
    '*.shop.example',
    'shop..example',
    '-shop.example',
    'shop example',
    '',
  ])('"%s" is refused with the way out', (text) => {
    expect(messageOf(domain.safeParse(text))).toContain('such as shop.example')
  })
})

describe('a suffix that all may register under', () => {
  it.each(['com', 'co.uk', 'COM.', 'myshopify.com', 'рф'])('"%s" is no domain', (text) => {
    expect(messageOf(domain.safeParse(text))).toMatch(/give your own name there, such as shop\./)
  })
})

describe('a currency', () => {
  it('is taken in any case', () => {
    expect(currency.parse('eur')).toBe('EUR')
  })

  it.each(['EURO', 'XXX', '€', ''])('"%s" is no currency', (code) => {
    expect(messageOf(currency.safeParse(code))).toContain('no ISO 4217 currency code')
  })
})

describe('a time zone', () => {
  it.each([
    ['Europe/Paris', 'Europe/Paris'],
    ['europe/paris', 'Europe/Paris'],
    ['UTC', 'UTC'],
    ['Asia/Kolkata', 'Asia/Kolkata'],
  ])('%s is kept as %s', (text, kept) => {
    expect(timeZone.parse(text)).toBe(kept)
  })

  it('a city alone is refused, and its zone is proposed', () => {
    expect(messageOf(timeZone.safeParse('new york'))).toContain('did you mean America/New_York?')
  })

  it.each(['+01:00', 'Mars/Olympus', '', 'GMT+25'])('"%s" is no zone', (text) => {
    expect(messageOf(timeZone.safeParse(text))).toContain('no IANA time zone')
  })
})
