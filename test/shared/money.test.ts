import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { EXPONENTS } from '../../shared/currencies.ts'
import {
  AMOUNT_MAX,
  AmountError,
  exponentOf,
  formatAmount,
  formatMillionths,
  parseAmount,
} from '../../shared/money.ts'

describe('a currency', () => {
  it('has as many decimals as ISO 4217 says', () => {
    const expected = {
      EUR: 2,
      USD: 2,
      JPY: 0,
      KRW: 0,
      CLP: 0,
      ISK: 0,
      XOF: 0,
      KWD: 3,
      BHD: 3,
      OMR: 3,
      TND: 3,
      JOD: 3,
      IQD: 3,
      LYD: 3,
      CLF: 4,
      UYW: 4,
      HUF: 2,
      MGA: 2,
    }
    for (const [code, exponent] of Object.entries(expected)) {
      expect(exponentOf(code), code).toBe(exponent)
    }
  })

  it('is known by its upper case code only', () => {
    for (const code of ['eur', 'EURO', 'EU', '', 'XXX', 'XAU', '€', 'toString', 'EUR ']) {
      expect(exponentOf(code), code).toBeUndefined()
    }
  })

  it('stands in the table once, under three letters', () => {
    expect(EXPONENTS.size).toBeGreaterThan(160)
    for (const code of EXPONENTS.keys()) expect(code).toMatch(/^[A-Z]{3}$/)
  })
})

describe('an amount that is sent', () => {
  it('becomes whole minor units', () => {
    expect(parseAmount('89.90', 'EUR')).toBe(8990)
    expect(parseAmount('89.9', 'EUR')).toBe(8990)
    expect(parseAmount('89', 'EUR')).toBe(8900)
    expect(parseAmount('0', 'EUR')).toBe(0)
    expect(parseAmount('0.07', 'EUR')).toBe(7)
    expect(parseAmount('1200', 'JPY')).toBe(1200)
    expect(parseAmount('1.234', 'KWD')).toBe(1234)
    expect(parseAmount('1.2345', 'CLF')).toBe(12_345)
  })

  it('is taken to the last minor unit, where doubles would not be', () => {
    expect(parseAmount('1.15', 'EUR')).toBe(115)
    expect(parseAmount('90071992547.39', 'EUR')).toBe(9_007_199_254_739)
  })

  it.each(['', 'NaN', '1e3', '-1', '-0', '+1', '1,50', '1.000,50', ' 1', '1 ', '1\n', '.5', '1.'])(
    'is refused when it reads %j',
    (text) => {
      expect(() => parseAmount(text, 'EUR')).toThrow(AmountError)
    },
  )

  it.each(['Infinity', '0x10', '1_000', '١', '1.2.3', '$5'])('is refused as %j too', (text) => {
    expect(() => parseAmount(text, 'EUR')).toThrow(AmountError)
  })

  it('is refused with more decimals than its currency has, zeros too', () => {
    expect(() => parseAmount('1.234', 'EUR')).toThrow('"1.234" has 3 decimals, EUR has 2')
    expect(() => parseAmount('1.230', 'EUR')).toThrow(AmountError)
    expect(() => parseAmount('1200.5', 'JPY')).toThrow('JPY has 0')
    expect(() => parseAmount('1.2345', 'KWD')).toThrow('KWD has 3')
  })

  it('is refused above the cap that lets a thousand of them add up exactly', () => {
    expect(parseAmount('90071992547.40', 'EUR')).toBe(AMOUNT_MAX)
    expect(Number.isSafeInteger(AMOUNT_MAX * 1000)).toBe(true)
    expect(() => parseAmount('90071992547.41', 'EUR')).toThrow('at most 90071992547.40 EUR')
    expect(() => parseAmount('9007199254740993', 'JPY')).toThrow(AmountError)
    expect(() => parseAmount('9'.repeat(400), 'JPY')).toThrow(AmountError)
  })

  it('is refused with the way out', () => {
    expect(() => parseAmount('1,50', 'EUR')).toThrow('write the decimals after a point')
    expect(() => parseAmount('-5', 'EUR')).toThrow('send refunds to /v1/refunds')
    expect(() => parseAmount('', 'JPY')).toThrow(
      'it is empty; send a decimal string such as "1200"',
    )
    expect(() => parseAmount('1', 'EURO')).toThrow('"EURO" is no currency: send an ISO 4217 code')
  })

  it('is quoted in part when it is long', () => {
    expect(() => parseAmount('x'.repeat(9999), 'EUR')).toThrow(/^.{1,140}$/)
  })
})

describe('an amount that is shown', () => {
  it('is a decimal string with the decimals of its currency', () => {
    expect(formatAmount(-36_515, 'EUR')).toBe('-365.15')
    expect(formatAmount(1200, 'JPY')).toBe('1200')
    expect(formatAmount(-1200, 'JPY')).toBe('-1200')
    expect(formatAmount(5, 'EUR')).toBe('0.05')
    expect(formatAmount(-5, 'KWD')).toBe('-0.005')
    expect(formatAmount(0, 'EUR')).toBe('0.00')
    expect(formatAmount(-0, 'EUR')).toBe('0.00')
    expect(formatAmount(Number.MAX_SAFE_INTEGER, 'EUR')).toBe('90071992547409.91')
  })

  it('is never a rounded sum', () => {
    for (const wrong of [2 ** 53, 0.5, Number.NaN, Infinity]) {
      expect(() => formatAmount(wrong, 'EUR')).toThrow(AmountError)
    }
    expect(() => formatAmount(1, 'EURO')).toThrow(AmountError)
  })

  it('reads back as the same amount in every currency', () => {
    const currency = fc.constantFrom(...EXPONENTS.keys())
    fc.assert(
      fc.property(fc.integer({ min: 0, max: AMOUNT_MAX }), currency, (minor, code) => {
        expect(parseAmount(formatAmount(minor, code), code)).toBe(minor)
      }),
    )
  })
})

describe('credited conversions', () => {
  it('are shown without trailing zeros', () => {
    const shown = [0, 1, 100, 333_333, 500_000, 1_000_000, 1_500_000, 10_000_000, -666_667]
    expect(shown.map(formatMillionths)).toEqual([
      '0',
      '0.000001',
      '0.0001',
      '0.333333',
      '0.5',
      '1',
      '1.5',
      '10',
      '-0.666667',
    ])
  })
})
