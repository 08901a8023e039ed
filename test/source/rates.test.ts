import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { RatesFileError, readRates } from '../../collector/source/rates.ts'
import { formatRate } from '../../shared/rates.ts'

const shown = (text: string): string[] =>
  readRates(text).rates.map(({ day, currency, units }) => `${day} ${currency} ${formatRate(units)}`)

describe("the European Central Bank's file", () => {
  it('is read from its oldest day on, whatever its order', () => {
    const text = 'Date,USD,JPY,\r\n2026-11-03,1.1520,177.05,\r\n2026-11-02,1.2500,176,\r\n'
    expect(shown(text)).toEqual([
      '20261102 JPY 176',
      '20261102 USD 1.25',
      '20261103 JPY 177.05',
      '20261103 USD 1.152',
    ])
  })

  it('has N/A, and nothing, where there was no rate', () => {
    expect(shown('Date,USD,RUB,GBP,\n2026-11-02,1.25,N/A,,\n')).toEqual(['20261102 USD 1.25'])
  })

  it('has blanks and long dates when it is that of a day', () => {
    expect(shown('Date, USD, GBP, \n2 November 2026, 1.2500, 0.8, \n')).toEqual([
      '20261102 GBP 0.8',
      '20261102 USD 1.25',
    ])
  })

  it('may begin with a byte order mark, and lack the last commas', () => {
    expect(shown('\uFEFFDate,USD\n2026-11-02,1.25')).toEqual(['20261102 USD 1.25'])
  })

  it('names currencies that no order can be in, and they are told', () => {
    const { rates, skipped } = readRates('Date,CYP,USD,SIT,\n2006-01-03,0.5735,1.1875,239.50,\n')
    expect(rates).toHaveLength(1)
    expect(skipped).toEqual(['CYP', 'SIT'])
  })
})

describe('JSON', () => {
  it('is by day, as numbers or as texts', () => {
    const rates = { '2026-11-02': { USD: 1.25, GBP: '0.8000' }, '2026-11-03': { USD: 1.085 } }
    expect(shown(JSON.stringify({ base: 'EUR', rates }))).toEqual([
      '20261102 GBP 0.8',
      '20261102 USD 1.25',
      '20261103 USD 1.085',
    ])
  })

  it('is of one day', () => {
    const text = JSON.stringify({ base: 'EUR', date: '2026-11-02', rates: { USD: 1.25 } })
    expect(shown(text)).toEqual(['20261102 USD 1.25'])
  })

  it('is a list', () => {
    const text = JSON.stringify([{ day: '2026-11-02', currency: 'USD', rate: '1.25' }])
    expect(shown(text)).toEqual(['20261102 USD 1.25'])
  })

  it('may say that a euro is a euro', () => {
    expect(shown('[{"day":"2026-11-02","currency":"EUR","rate":"1.00"}]')).toEqual([])
  })
})

describe('a file that looks like one', () => {
  it.each([
    ['', 'is empty'],
    ['date,USD\n2026-11-02,1.25', 'line 1: does not begin with "Date"'],
    ['Date;USD;JPY\n2026-11-02;1.25;176', 'line 1: does not begin with "Date"'],
    ['Date,usd\n2026-11-02,1.25', 'line 1: "usd" is no currency code'],
    ['Date,USD,\n2026-02-30,1.25,', 'line 2: "2026-02-30" is no date'],
    ['Date,USD,\n02/11/2026,1.25,', 'line 2: "02/11/2026" is no date'],
    ['Date,USD,\n2 Novembre 2026,1.25,', 'line 2: "2 Novembre 2026" is no date'],
    ['Date,USD,\n2026-11-02,-1.25,', 'line 2: "-1.25" is no rate of USD'],
    ['Date,USD,\n2026-11-02,0,', 'line 2: "0" is no rate'],
    ['Date,USD,\n2026-11-02,0.0000,', 'line 2: "0.0000" is no rate'],
    ['Date,USD,\n2026-11-02,1.123456789,', 'at most 8 decimals'],
    ['Date,USD,\n2026-11-02,1e2,', 'is no rate'],
    ['Date,USD,\n2026-11-02,1,25', 'has more values than line 1'],
    ['Date,USD,\n2026-11-02,n/a,', 'is no rate'],
    ['Date,USD,\n2026-11-02,1.25,\n2026-11-02,1.26,', 'line 3: there are two rates of USD'],
    ['{"base":"USD","rates":{}}', 'base: is "USD"'],
    ['{"rates":{"2026-11-02":{"USD":1.25}}}', 'base: is undefined'],
    ['{"base":"EUR","rates":{"2026-11-02":1.25}}', 'rates.2026-11-02: is no object'],
    ['{"base":"EUR","rates":{"2026-11-02":{"USD":null}}}', 'rates.2026-11-02.USD: "" is no rate'],
    ['[{"day":"2026-11-02","currency":"EUR","rate":"1.25"}]', 'a euro is one euro'],
    ['[{"day":"2026-11-02","currency":"US","rate":"1.25"}]', '[0].currency'],
    ['[null]', '[0].currency'],
    ['{"base":"EUR",', 'was it cut off?'],
  ])('%j is refused', (text, message) => {
    expect(() => readRates(text)).toThrow(RatesFileError)
    expect(() => readRates(text)).toThrow(message)
  })

  it('is taken when it says the same twice', () => {
    expect(shown('Date,USD,\n2026-11-02,1.25,\n2026-11-02,1.2500,')).toHaveLength(1)
  })
})

describe('whatever stands in a file of rates', () => {
  const cell = fc.oneof(
    fc.constantFrom('Date', 'USD', 'JPY', '2026-11-02', '2 November 2026', '1.25', 'N/A', '', '0'),
    fc.string({ maxLength: 8 }),
  )
  const table = fc
    .array(fc.array(cell, { maxLength: 4 }), { maxLength: 5 })
    .map((rows) => rows.map((cells) => cells.join(',')).join('\n'))
  const lines = table.map((text) => `Date,USD,JPY\n${text}`)
  const json = fc
    .tuple(fc.constantFrom('2026-11-02', '2026-13-02', ''), fc.string(), fc.jsonValue())
    .chain(([day, currency, rate]) =>
      fc.constantFrom<unknown>(
        { base: 'EUR', rates: { [day]: { [currency]: rate } } },
        { base: 'EUR', date: day, rates: { [currency]: rate } },
        [{ day, currency, rate }, rate],
      ),
    )
    .map((value) => JSON.stringify(value))

  it('is read as rates above nothing, or refused with the place', () => {
    fc.assert(
      fc.property(fc.oneof(table, lines, json, fc.json(), fc.string()), (text) => {
        try {
          for (const { day, units } of readRates(text).rates) {
            expect(Number.isSafeInteger(units) && units > 0).toBe(true)
            expect(String(day)).toMatch(/^\d{8}$/)
          }
        } catch (error) {
          expect(error).toBeInstanceOf(RatesFileError)
          expect((error as Error).message).toMatch(
            /^(?:line \d+|rates|base|\[\d+\]|the file|date|day|is )/,
          )
        }
      }),
      { numRuns: 500 },
    )
  })
})
