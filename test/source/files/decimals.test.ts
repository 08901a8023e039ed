import { describe, expect, test } from 'vitest'
import { millionthsOf, minorOf, readNumber } from '../../../collector/source/files/numbers.ts'
import { readSpend, refusedIn, rowsIn, totalOf } from './reading.ts'

const HEAD = 'Campaign report\nDay;Campaign;Currency code;Cost;Impr.\n'

/** A report of these costs, each of a campaign of its own; and impressions, of them all. */
const report = (costs: readonly string[], currency = 'EUR', impressions = '5'): string =>
  HEAD +
  costs.map((cost, index) => `2026-10-01;C${index};${currency};${cost};${impressions}\n`).join('')

const amounts = async (...args: Parameters<typeof report>) =>
  rowsIn(await readSpend(report(...args))).map((row) => row.split(' ')[2])

describe('a number', () => {
  const E18 = 10n ** 18n

  test.each([
    ['12.34', 12_340n, null],
    ['12,34', null, 12_340n],
    ['1,234.50', 1_234_500n, null],
    ['1.234,50', null, 1_234_500n],
    ['1,234', 1_234_000n, 1234n],
    ['1.234', 1234n, 1_234_000n],
    ['1,234,567', 1_234_567_000n, null],
    ['1.234.567', null, 1_234_567_000n],
    ['12,34,567.00', 1_234_567_000n, null],
    ['1 234,50', null, 1_234_500n],
    ['1\u00a0234\u00a0567,5', null, 1_234_567_500n],
    ['1\u202f234.50', 1_234_500n, null],
    ["1'234.50", 1_234_500n, null],
    ['1’234', 1_234_000n, 1_234_000n],
    ['.5', 500n, null],
    ['0,123', null, 123n],
    ['0.123', 123n, null],
    ['1234', 1_234_000n, 1_234_000n],
    ['€12.34', 12_340n, null],
    ['12,34 €', null, 12_340n],
    ['US$ 12.34', 12_340n, null],
    ['12.34 USD', 12_340n, null],
    ['CHF 12.34', 12_340n, null],
    ['１２.３４', 12_340n, null],
  ])('%j is read with a point, and with a comma', (text, point, comma) => {
    const thousandths = (value: bigint | null) => (value === null ? null : (value * E18) / 1000n)
    expect(readNumber(text)).toEqual({ point: thousandths(point), comma: thousandths(comma) })
  })

  test.each([
    ...['-5.00', '−5.00', '(5.00)', '5.00-', '12%', '1.2E+05', '1,2.3', '1.23.4', '12.34.56'],
    ...['1,23,45', '0,1234.5', 'abc', '$', '5 apples', '1 23', '12:30', '0x10', 'NaN', '+5'],
    ...['9'.repeat(25), `0.${'1'.repeat(19)}`, '1'.repeat(100_000)],
  ])('%j is none', (text) => {
    expect(readNumber(text)).toEqual({ point: null, comma: null })
  })
})

describe('rounding', () => {
  const exact = (thousandths: number) => BigInt(thousandths) * 10n ** 15n

  test.each([
    [12_344, 1234],
    [12_345, 1234], // half, to the even cent
    [12_355, 1236],
    [12_345.001, undefined],
    [12_346, 1235],
  ])('%d thousandths of a euro', (thousandths, cents) => {
    if (cents === undefined) expect(minorOf(exact(12_345) + 1n, 'EUR')).toBe(1235)
    else expect(minorOf(exact(thousandths), 'EUR')).toBe(cents)
  })

  test('is to whole yen, and to fils', () => {
    expect(minorOf(exact(12_500), 'JPY')).toBe(12)
    expect(minorOf(exact(13_500), 'JPY')).toBe(14)
    expect(minorOf(exact(12_345), 'KWD')).toBe(12_345)
  })

  test('is of the sum, and not of each line', async () => {
    // 3 × 0.005 is 0.015, to the even cent 0.02; each rounded by itself would be 0.00
    const text = 'Day,Campaign,Currency code,Cost,Impr.\n'
    const lines = '2026-10-01,A,EUR,0.005,1\n'.repeat(3)
    expect(totalOf(await readSpend(text + lines))).toBe('0.02')
  })

  test('does not change when other campaigns are in the file', async () => {
    const [alone] = await amounts(['0.015'])
    const [beside] = await amounts(['0.015', '0.014', '0.013'])
    expect([alone, beside]).toEqual(['0.02', '0.02'])
  })

  test('of claims is to millionths', () => {
    expect(millionthsOf(1_500_000_000_000_000_000n)).toBe(1_500_000)
    expect(millionthsOf(333_333_333_333_333_333n)).toBe(333_333)
  })
})

describe('the decimal sign of a file', () => {
  test('is a point when one value has two decimals behind it', async () => {
    expect(await amounts(['1,234', '12.34'])).toEqual(['1234.00', '12.34'])
  })

  test('is a comma when one value has two decimals behind it', async () => {
    expect(await amounts(['1,234', '12,34'])).toEqual(['1.23', '12.34'])
  })

  test('may be decided by a value further down', async () => {
    expect(await amounts([...Array(50).fill('1.234'), '9,5'])).toContain('1234.00')
  })

  test('may be decided by impressions, which are whole', async () => {
    expect(await amounts(['1,234'], 'EUR', '1,000')).toEqual(['1234.00'])
    expect(await amounts(['1,234'], 'EUR', '1.000')).toEqual(['1.23'])
  })

  test('is none before three digits of a currency that has no decimals', async () => {
    expect(await amounts(['1,234'], 'JPY')).toEqual(['1234'])
    expect(await amounts(['1.234'], 'JPY')).toEqual(['1234'])
    expect(await amounts(['1.5', '1,234'], 'JPY')).toEqual(['2', '1234'])
  })

  test('makes no difference to whole numbers', async () => {
    expect(await amounts(['1234', '7'])).toEqual(['1234.00', '7.00'])
  })

  test('is asked for when no value decides', async () => {
    const read = await readSpend(report(['7', '1,234', '5,678']))
    expect(read.rows).toEqual([])
    expect(refusedIn(read)).toEqual([
      '4: "1,234" can be read in two ways, and no other line decides: say which it is with --decimal . (a decimal point) or --decimal , (a decimal comma)',
    ])
  })

  test.each([
    ['.', '1234.00'],
    [',', '1.23'],
  ] as const)('can be said: %s', async (decimal, amount) => {
    const read = await readSpend(report(['1,234']), { decimal })
    expect(rowsIn(read)).toEqual([`20261001 C0 ${amount} EUR`])
  })

  test('is asked for when two values contradict each other', async () => {
    const read = await readSpend(report(['12.34', '5', '12,34']))
    expect(read.rows).toEqual([])
    expect(refusedIn(read)).toEqual([
      '5: "12,34" has a decimal comma, and "12.34" in line 3 has a decimal point: say which it is with --decimal . (a decimal point) or --decimal , (a decimal comma)',
    ])
  })

  test('refuses the lines that contradict what was said', async () => {
    const read = await readSpend(report(['12.34', '12,34']), { decimal: '.' })
    expect(rowsIn(read)).toEqual(['20261001 C0 12.34 EUR'])
    expect(refusedIn(read)).toEqual(['4: "Cost": "12,34" is no number of 0 or more'])
  })

  test('is a point in what programs write, which separate no thousands', async () => {
    const head = 'date,platform,campaign_id,currency,spend\n'
    const read = await readSpend(`${head}2026-10-01,google_ads,1,KWD,1.234\n`)
    expect(rowsIn(read)).toEqual(['20261001 1 1.234 KWD'])
    const yen = await readSpend(`${head}2026-10-01,google_ads,1,JPY,1.500\n`)
    expect(rowsIn(yen)).toEqual(['20261001 1 2 JPY'])
    const asked = await readSpend(`${head}2026-10-01,google_ads,1,KWD,"1,234"\n`)
    expect(refusedIn(asked)[0]).toMatch(/--decimal/)
  })
})

describe('an amount', () => {
  test.each([
    ['-5.00', /"Cost": "-5.00" is no number of 0 or more/],
    ['abc', /"Cost": "abc" is no number/],
    ['12%', /"Cost": "12%" is no number/],
    ['1.2E+05', /"Cost": "1.2E\+05" is no number/],
    ['£5.00', /"Cost": "£5.00" is not in EUR/],
    ['5.00 USD', /"Cost": "5.00 USD" is not in EUR/],
  ])('of %j is refused with its line', async (cost, reason) => {
    const read = await readSpend(report(['1.00', cost]))
    expect(rowsIn(read)).toEqual(['20261001 C0 1.00 EUR'])
    expect(read.refused).toEqual([{ line: 4, reason: expect.stringMatching(reason) }])
  })

  test.each(['€5.00', '5.00 EUR', 'EUR 5.00', '$5.00'])('of %j is one of 5 euros', async (cost) => {
    expect(await amounts([cost])).toEqual(['5.00'])
  })

  test.each(['', '-', '--', ' --', '—'])('that is %j is not reported, and not 0', async (cost) => {
    const read = await readSpend(report(['1.00', cost]))
    expect(rowsIn(read)).toEqual(['20261001 C0 1.00 EUR'])
    expect(refusedIn(read)).toEqual([])
    expect(read.notes).toEqual(['Line 4 reports no cost and is left out.'])
  })

  test('of 0 is reported, and a row', async () => {
    expect(await amounts(['0.00'])).toEqual(['0.00'])
  })

  test('of claims that are not reported is null, and 0 where it is', async () => {
    const read = await readSpend(
      'Campaign report\nDay,Campaign,Currency code,Cost,Impr.,Clicks,Conversions,Conv. value\n2026-10-01,A,EUR,1.00,--,0,,0.00\n',
    )
    expect(read.rows[0]).toMatchObject({
      ...{ impressions: null, clicks: 0, claimedConversions: null, claimedValue: 0 },
    })
  })

  test('that is too large is refused', async () => {
    const read = await readSpend(report(['90,071,992,547.41']))
    expect(refusedIn(read)).toEqual([
      '3: the amounts of its campaign and period add up to too much',
    ])
    expect(await amounts(['90,071,992,547.40'])).toEqual(['90071992547.40'])
  })
})
