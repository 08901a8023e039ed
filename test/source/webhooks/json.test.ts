import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { parseExact } from '../../../collector/source/webhooks/json.ts'

describe('JSON of others', () => {
  test.each([
    ['{"id":820982911946154508}', { id: '820982911946154508' }],
    ['[-9007199254740993, 9007199254740993]', ['-9007199254740993', '9007199254740993']],
    ['[9007199254740991,-9007199254740991]', [9_007_199_254_740_991, -9_007_199_254_740_991]],
    ['{"a":"820982911946154508"}', { a: '820982911946154508' }],
    ['{"a \\"820982911946154508":1}', { 'a "820982911946154508': 1 }],
    ['{"note":"\\\\","id":820982911946154508}', { note: '\\', id: '820982911946154508' }],
    ['1.2345678901234567', 1.2345678901234567],
    ['12345678901234567890e2', 1.2345678901234568e21],
    ['12345678901234567890.0', 12345678901234567000],
    ['820982911946154508', '820982911946154508'],
  ])('%s keeps all digits of whole numbers', (text, value) => {
    expect(parseExact(text)).toEqual(value)
  })

  test.each([
    '{820982911946154508:1}',
    '820982911946154508x',
    '-',
    '0820982911946154508',
    '',
    '"820982911946154508',
  ])('%j is none', (text) => {
    expect(() => parseExact(text)).toThrow(SyntaxError)
  })

  test('is read as JSON.parse reads it, where numbers are small', () => {
    fc.assert(
      fc.property(fc.json(), (text) => {
        const plain = JSON.stringify(JSON.parse(text))
        expect(JSON.stringify(parseExact(text)).replaceAll(/"(-?\d{16,})"/g, '$1')).toEqual(
          plain.replaceAll(/"(-?\d{16,})"/g, '$1'),
        )
      }),
    )
  })

  test('fails where JSON.parse fails, and nowhere else', () => {
    const near = fc.array(
      fc.constantFrom('"', '\\', '{', '}', ':', ',', '9', '12345678901234567', '-', 'e', '.'),
    )
    fc.assert(
      fc.property(near, (parts) => {
        const text = parts.join('')
        const fails = (read: (of: string) => unknown) => {
          try {
            read(text)
            return false
          } catch {
            return true
          }
        }
        expect(fails(parseExact)).toBe(fails(JSON.parse))
      }),
      { numRuns: 2000 },
    )
  })
})
