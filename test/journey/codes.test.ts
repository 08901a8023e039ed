import { describe, expect, it } from 'vitest'
import {
  type CodedOrder,
  codeOfOrder,
  codeTouchId,
  isAdvocacy,
  type RegisteredCode,
  tupleOfCode,
} from '../../collector/journey/codes.ts'
import { codesOf } from '../../shared/codes.ts'

const code = (key: string, given: Partial<RegisteredCode> = {}): RegisteredCode => ({
  key,
  channel: null,
  source: 'shop talk',
  medium: 'audio',
  campaign: 'podcast',
  customerId: null,
  validFrom: null,
  validTo: null,
  ...given,
})

const order = (given: Partial<CodedOrder> = {}): CodedOrder => ({
  codes: ['POD10'],
  day: 20261120,
  customerId: null,
  person: '',
  ...given,
})

const found = (of: CodedOrder, ...codes: RegisteredCode[]): string | undefined =>
  codeOfOrder(of, (key) => codes.find((one) => one.key === key))?.key

describe('the codes of a coupon', () => {
  it('stand behind commas, without regard to case and to spaces around them', () => {
    expect(codesOf(' pod10 ,Ana-5,, POD10\t')).toEqual(['POD10', 'ANA-5'])
    expect(codesOf('straße')).toEqual(['STRASSE'])
    expect(codesOf('')).toEqual([])
    expect(codesOf(null)).toEqual([])
  })
})

describe('the code that an order comes from', () => {
  it('is the first of its own that is registered', () => {
    expect(found(order({ codes: ['X', 'ANA', 'POD10'] }), code('POD10'), code('ANA'))).toBe('ANA')
    expect(found(order({ codes: ['POD1', 'POD100'] }), code('POD10'))).toBeUndefined()
  })

  it('holds from its first day to its last, both included', () => {
    const on = (day: number) =>
      found(order({ day }), code('POD10', { validFrom: 20261119, validTo: 20261120 }))
    expect([20261118, 20261119, 20261120, 20261121].map(on)).toEqual([
      ...[undefined, 'POD10', 'POD10', undefined],
    ])
  })

  it("is no customer's own, however they are known", () => {
    const ana = code('POD10', { customerId: 'ana' })
    expect(found(order({ customerId: 'ana' }), ana)).toBeUndefined()
    expect(found(order({ person: 'c:ana' }), ana)).toBeUndefined()
    expect(found(order({ customerId: 'anna', person: 'c:anna' }), ana)).toBe('POD10')
    expect(found(order({ person: 'e:ana' }), ana)).toBe('POD10')
  })

  it("is advocacy when it is another customer's", () => {
    expect(isAdvocacy(code('POD10'))).toBe(false)
    expect(isAdvocacy(code('POD10', { customerId: 'ana' }))).toBe(true)
  })
})

describe('the touch of a code', () => {
  const rules = { ownHosts: [], siteRules: [{ channel: 'Podcast', medium: 'audio' }] }

  it('has the channel of its source and medium, unless the code names one', () => {
    const none = { ownHosts: [], siteRules: [] }
    expect(tupleOfCode(code('X'), none)).toEqual({
      ...{ channel: 'Audio', source: 'shop talk', medium: 'audio', campaign: 'podcast' },
    })
    expect(tupleOfCode(code('X'), rules).channel).toBe('Podcast')
    expect(tupleOfCode(code('X', { channel: 'Partner' }), rules).channel).toBe('Partner')
  })

  it('has an id that is a UUID of version 8, begins with its time, and follows from its names', () => {
    const ts = Date.parse('2026-11-20T12:00:00Z')
    const of = { goal: 'purchase', transactionId: '1001', ts }
    const id = codeTouchId(of, 'POD10')
    expect(id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-8[0-9a-f]{3}-[0-9a-f]{12}$/)
    expect(id.replace('-', '').slice(0, 12)).toBe(ts.toString(16).padStart(12, '0'))
    expect(codeTouchId(of, 'POD10')).toBe(id)
    const others = [
      codeTouchId({ ...of, transactionId: '1002' }, 'POD10'),
      codeTouchId({ ...of, goal: 'lead' }, 'POD10'),
      codeTouchId({ ...of, ts: ts + 1 }, 'POD10'),
      codeTouchId(of, 'POD11'),
    ]
    expect(new Set([id, ...others]).size).toBe(5)
  })
})
