import { describe, expect, test } from 'vitest'
import { readFile } from '../../../collector/source/files/read-file.ts'
import { bytesOf, readSpend, refusedIn, rowsIn } from './reading.ts'

const HEAD = 'Campaign report\nDay,Campaign,Campaign ID,Currency code,Cost\n'

describe('a total', () => {
  test.each([
    'Total',
    'Total: Account',
    'Total : compte',
    'Total - 3 campaigns',
    'Gesamt',
    'Gesamt: Konto',
    'Gesamtsumme',
    'Summe',
    'Totale',
    'Totaal',
    'Total general',
    'Total geral',
    'Resultados totales',
    'Grand total',
    'Overall total - 12 campaigns',
    'Total of 12 results',
  ])('%j is not counted, wherever its name stands', async (name) => {
    for (const line of [`${name},--,--,EUR,9.00`, `--,${name},--,EUR,9.00`, `,,,,9.00\n${name}`]) {
      const read = await readSpend(`${HEAD}2026-10-01,A,1,EUR,9.00\n${line}\n`)
      expect(rowsIn(read)).toEqual(['20261001 A 9.00 EUR'])
      expect(refusedIn(read)).toEqual([])
    }
  })

  test.each([
    'Total Recall - Search',
    'Totally new',
    'Gesamtpaket Brand',
    'Summer',
    'Total of it all',
    'Sum: A',
    // Called as totals are, with a day and an id of their own
    'Total: Brand',
    'Total',
  ])('is not the campaign %j', async (name) => {
    const read = await readSpend(`${HEAD}2026-10-01,${name},1,EUR,9.00\n`)
    expect(rowsIn(read)).toEqual([`20261001 ${name} 9.00 EUR`])
  })

  test('has a day of its own where a platform adds up each day', async () => {
    const read = await readSpend(
      'By Day,Campaign name,Ad name,Cost,Currency\n2026-10-01,A,x,1.00,EUR\n2026-10-01,,Total,1.00,EUR\n',
    )
    expect(rowsIn(read)).toEqual(['20261001 A 1.00 EUR'])
  })

  test('may have no name, and no day', async () => {
    const read = await readSpend(`${HEAD}2026-10-01,A,1,EUR,9.00\n,,,EUR,9.00\n,A,1,EUR,9.00\n`)
    expect(rowsIn(read)).toEqual(['20261001 A 9.00 EUR'])
    expect(read.notes).toEqual(['2 lines, the first of them 4, are totals and not counted.'])
  })

  test('that is not the sum of the lines is told', async () => {
    const read = await readSpend(`${HEAD}2026-10-01,A,1,EUR,9.00\nTotal: Account,--,--,EUR,19.00\n`)
    expect(read.notes).toContain(
      'The lines add up to 9.00, and a total of the file says 19.00: was it cut off, or filtered?',
    )
  })

  test('that one of several totals is needs no telling', async () => {
    const read = await readSpend(
      `${HEAD}2026-10-01,A,1,EUR,9.00\nTotal: Campaigns,--,--,EUR,9.00\nTotal: Account,--,--,EUR,19.00\n`,
    )
    expect(read.notes).toEqual(['2 lines, the first of them 4, are totals and not counted.'])
  })
})

describe('a line', () => {
  test.each([
    ['2026-10-01,A,1,EUR', /^4: there are 4 cells, and the header has 5: was the file cut off\?$/],
    ['2026-10', /^4: there are 1 cells/],
    ['2026-10-01,A, B,1,EUR,9.00', /^4: there are 6 cells, and the header has 5: a text with the/],
    ['2026-10-01,"A,1,EUR,9.00', /^4: a quote \("\) opens here, and none closes it/],
    ['2026-10-01,"A"x,1,EUR,"9.00"', /^4: there is text behind the closing quote/],
    ['2026-10-01,"A\nB",1,EUR,9.00', /^4: "Campaign": "A\\nB" has a line break/],
    ['2026-10-01,A,1,Euro,9.00', /^4: "Currency code": "EURO" is no currency code/],
    ['2026-10-01,A,1.23457E+10,EUR,9.00', /^4: .* an id that a spreadsheet has shortened/],
    [`2026-10-01,${'A'.repeat(501)},1,EUR,9.00`, /^4: "Campaign": .* more than 500 characters/],
  ])('%j is refused', async (line, reason) => {
    const read = await readSpend(`${HEAD}2026-10-01,A,1,EUR,9.00\n${line}\n`)
    expect(rowsIn(read)).toEqual(['20261001 A 9.00 EUR'])
    expect(refusedIn(read)).toEqual([expect.stringMatching(reason)])
  })

  test('keeps its number below one with line breaks that is not read', async () => {
    const text = `Note,Day,Campaign,Currency code,Cost\n"a\nb\n",2026-10-01,A,EUR,1.00\nx,2026-10-02,A,EUR,2.00\n`
    const read = await readSpend(text)
    expect(read.rows.map(({ line }) => line)).toEqual([2, 5])
  })

  test('in another currency than its campaign and day is refused', async () => {
    const read = await readSpend(`${HEAD}2026-10-01,A,1,EUR,9.00\n2026-10-01,A,1,USD,9.00\n`)
    expect(rowsIn(read)).toEqual(['20261001 A 9.00 EUR'])
    expect(refusedIn(read)).toEqual([
      '4: its amount is in USD, and that of the same campaign and period in line 3 in EUR: import each currency as an account of its own',
    ])
  })

  test('that is there twice is counted twice, and told', async () => {
    const line = '2026-10-01,A,1,EUR,9.00\n'
    const read = await readSpend(HEAD + line + line)
    expect(rowsIn(read)).toEqual(['20261001 A 18.00 EUR'])
    expect(read.notes).toContain(
      '1 line is the same as one before, in every cell, and counted: is something in the file twice?',
    )
  })

  test('that is the header again is left out', async () => {
    const [, header] = HEAD.split('\n')
    const line = '2026-10-01,A,1,EUR,9.00\n'
    const read = await readSpend(`${HEAD}${line}${header}\n2026-10-02,A,1,EUR,1.00\n`)
    expect(rowsIn(read)).toEqual(['20261001 A 9.00 EUR', '20261002 A 1.00 EUR'])
    expect(read.notes).toEqual(['Line 4 is the header once more.'])
  })

  test('is one of many that are refused: the first thousand are listed', async () => {
    const read = await readSpend(HEAD + 'x,A,1,EUR,9.00\n'.repeat(1234))
    expect(read.refused).toHaveLength(1000)
    expect(read.notes).toContain('234 more lines are refused.')
  })
})

describe('the currency', () => {
  const BARE = 'Campaign report\nDay,Campaign,Cost\n2026-10-01,A,1.00\n'

  test('is asked for where nothing says it', async () => {
    const read = await readSpend(BARE)
    expect(read.rows).toEqual([])
    expect(refusedIn(read)).toEqual([
      '2: nothing in the file says which currency its amounts are in: say it with --currency EUR, or whichever it is',
    ])
    expect(rowsIn(await readSpend(BARE, { currency: 'JPY' }))).toEqual(['20261001 A 1 JPY'])
  })

  test.each([
    ['a line above', `Currency: CHF\n${BARE}`],
    ['the header', BARE.replace('Cost', 'Cost (CHF)')],
  ])('may be said by %s', async (_, text) => {
    expect(rowsIn(await readSpend(text))).toEqual(['20261001 A 1.00 CHF'])
  })

  test('that is said against the file is refused', async () => {
    const read = await readSpend(`${HEAD}2026-10-01,A,1,EUR,9.00\n`, { currency: 'USD' })
    expect(refusedIn(read)).toEqual([expect.stringMatching(/^3: its amount is in EUR .* in USD/)])
  })

  test('that is said for lines that leave it empty is taken', async () => {
    const read = await readSpend(`${HEAD}2026-10-01,A,1,,9.00\n`, { currency: 'USD' })
    expect(rowsIn(read)).toEqual(['20261001 A 9.00 USD'])
  })

  test('that does not exist is refused', async () => {
    await expect(readSpend(BARE, { currency: 'EURO' })).rejects.toThrow(/--currency: "EURO"/)
  })
})

describe('a header', () => {
  test('may stand below many lines', async () => {
    const read = await readSpend(`${'Some, words\n'.repeat(40)}${HEAD}2026-10-01,A,1,EUR,9.00\n`)
    expect(read.rows[0]?.line).toBe(43)
  })

  test('may be that of anybody, and then its kind is asked for', async () => {
    const text = 'Day,Campaign,Cost,Clicks\n2026-10-01,A,1.00,5\n'
    await expect(readSpend(text)).rejects.toThrow(
      'line 1: these columns may be of google_ads, of tiktok_ads, or of another platform: say which with --kind google_ads, or name the columns with --map',
    )
    const read = await readSpend(text, { kind: 'google_ads', currency: 'EUR' })
    expect(rowsIn(read)).toEqual(['20261001 A 1.00 EUR'])
  })

  test('of another kind than was said is refused', async () => {
    const text = `${HEAD}2026-10-01,A,1,EUR,9.00\n`
    await expect(readSpend(text, { kind: 'meta_ads' })).rejects.toThrow(
      /no header of a file of the kind meta_ads/,
    )
  })

  test('with two columns of one name is refused', async () => {
    const text = 'Campaign report\nDay,Campaign,Cost (EUR),Cost (USD)\n2026-10-01,A,1.00,2.00\n'
    await expect(readSpend(text)).rejects.toThrow(/^line 2: there are two columns "Cost \(EUR\)"/)
  })

  test.each([
    ['a list of orders', 'Order,Date,Total\n1,2026-10-01,5.00\n'],
    ['a letter', 'Dear Sir,\n\nwe thank you, and remain,\n'],
    ['JSON', '{"a":1,"b":[1,2]}\n'],
    ['a web page', '<!doctype html>\n<title>Sign in, please</title>\n'],
    ['a costly thing of another kind', 'Item,Cost,Campaign spirit\nA,1.00,high\n'],
  ])('that is none is refused with the kinds, the columns and the way out: %s', async (_, text) => {
    const error = await readSpend(text).catch((error: Error) => error)
    const [columns] = text.split('\n')
    expect(error).toMatchObject({ name: 'FileError' })
    const message = (error as Error).message
    expect(message).toContain(
      'Known kinds are orders, shopify_orders, woocommerce_orders, stripe_payments, google_ads, meta_ads, microsoft_ads, tiktok_ads, linkedin_ads, ga4, unified, hubspot_deals, salesforce_deals, pipedrive_deals, hubspot_contacts, ecb_rates',
    )
    expect(message).toContain('--map')
    if (columns?.startsWith('Order')) expect(message).toContain('"Order", "Date", "Total"')
  })
})

describe('a mapping', () => {
  const TEXT =
    'Exported, by somebody\nDate;Line item;Net spend;Cur;Views;Src\n2026-10-01;A;1.234,50;EUR;1.000;dsp\n2026-10-02;A;0,50;EUR;9;dsp\nTotal;;1.235,00;EUR;;\n'
  const MAP = { platform: 'my_dsp', day: 'date', campaign: 'Line item', cost: 'Net spend' }

  test('reads any CSV', async () => {
    const map = { ...MAP, currency: 'Cur', impressions: 'Views', source: 'Src' }
    const read = await readSpend(TEXT, { map })
    expect(read.kind).toBe('mapped')
    expect(rowsIn(read)).toEqual(['20261001 A 1234.50 EUR', '20261002 A 0.50 EUR'])
    expect(read.rows[0]).toMatchObject({
      ...{ platform: 'my_dsp', impressions: 1000, clicks: null },
      utm: { source: 'dsp', medium: '', campaign: '' },
    })
  })

  test('finds the currency in the name of the cost, however it names it', async () => {
    const text = 'Date,Name,Spend (CHF)\n2026-10-01,A,1.00\n'
    for (const cost of ['Spend', 'Spend (CHF)']) {
      const map = { platform: 'my_dsp', day: 'Date', campaign: 'Name', cost }
      expect(rowsIn(await readSpend(text, { map }))).toEqual(['20261001 A 1.00 CHF'])
    }
  })

  test('asks for what the file does not say', async () => {
    const read = await readSpend(TEXT, { map: MAP })
    expect(refusedIn(read)).toEqual([expect.stringMatching(/^2: nothing in the file says which/)])
  })

  test('that names a column that is not there is refused with those that are', async () => {
    await expect(readSpend(TEXT, { map: { ...MAP, clicks: 'Clicks' } })).rejects.toThrow(
      'line 2: map.clicks: there is no column "Clicks"; there are "Date", "Line item", "Net spend", "Cur", "Views", "Src"',
    )
  })

  test('goes with no other kind', async () => {
    await expect(readSpend(TEXT, { map: MAP, kind: 'google_ads' })).rejects.toThrow(/--map goes/)
    await expect(readSpend(TEXT, { kind: 'mapped' })).rejects.toThrow(/--map goes/)
  })
})

describe('options', () => {
  test.each([
    [{ from: 20261001 }, /both ends/],
    [{ to: 20261001 }, /both ends/],
    [{ from: 20261002, to: 20261001 }, /--from is after --to/],
  ])('%j are refused', async (options, reason) => {
    await expect(readSpend(HEAD, options)).rejects.toThrow(reason)
  })
})

describe('a file of rates', () => {
  test.each(['auto', 'ecb_rates'] as const)('is read as %s', async (kind) => {
    const text = 'Date,USD,CYP,\n2026-11-03,1.1520,0.58,\n'
    expect(await readFile([bytesOf(text)], { kind })).toMatchObject({
      ...{ family: 'rates', kind: 'ecb_rates', refused: [], notes: ['Left out: CYP.'] },
      rates: [{ day: 20261103, currency: 'USD' }],
    })
  })

  test('that is wrong is refused with its line', async () => {
    await expect(
      readFile([bytesOf('Date,USD\n2026-11-03,abc\n')], { kind: 'auto' }),
    ).rejects.toThrow(/^line 2: "abc" is no rate of USD/)
  })
})
