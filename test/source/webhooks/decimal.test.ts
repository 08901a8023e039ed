import { describe, expect, test } from 'vitest'
import {
  amountText,
  type Decimal,
  decimalOf,
  minus,
  share,
  sumOf,
} from '../../../collector/source/webhooks/decimal.ts'

const decimal = (text: string): Decimal => decimalOf(text) ?? { units: 0n, scale: 0 }

describe('amounts of others', () => {
  test.each([
    [['0.1', '0.2'], 'EUR', '0.3'],
    [['29.35', '-1.35', '-10.00'], 'USD', '18.00'],
    [['1200.00'], 'JPY', '1200'],
    [['1200.5'], 'JPY', '1201'],
    [['0.4523', '0.0001'], 'EUR', '0.45'],
    [['0.455'], 'EUR', '0.46'],
    [['-0.455'], 'EUR', '-0.46'],
    [['9007199254740993.01', '0.01'], 'EUR', '9007199254740993.02'],
    [['1.234'], 'KWD', '1.234'],
  ])('%j of %s add up to %s', (texts, currency, sum) => {
    expect(amountText(sumOf(texts.map(decimal)), currency)).toBe(sum)
  })

  test.each(['', ' 1', '1,5', '1.', '.5', '1e3', '+1', 'NaN', '0x1', '1'.repeat(41)])(
    '%j is none',
    (text) => {
      expect(decimalOf(text)).toBeUndefined()
    },
  )

  test('are shared half away from zero', () => {
    expect(share(decimal('10.00'), decimal('1'), decimal('3'), 2)).toEqual({
      units: 333n,
      scale: 2,
    })
    expect(share(decimal('0.05'), decimal('1'), decimal('2'), 2)).toEqual({ units: 3n, scale: 2 })
    expect(minus(decimal('1.5'), decimal('1.50'))).toEqual({ units: 0n, scale: 2 })
  })
})
