import { describe, expect, test } from 'vitest'
import { readDay, readPeriod } from '../../../collector/source/files/days.ts'
import { readSpend, refusedIn, rowsIn } from './reading.ts'

const report = (days: readonly string[], above = ''): string =>
  `${above}Campaign report\nDay;Campaign;Currency code;Cost\n${days.map((day) => `${day};A;EUR;1.00\n`).join('')}`

const daysOf = async (...args: Parameters<typeof report>) =>
  (await readSpend(report(...args))).rows.map(({ from }) => from)

describe('a date', () => {
  test.each([
    '2026-09-01',
    '2026-9-1',
    '2026/09/01',
    '20260901',
    '2026-09-01 00:00:00',
    '2026-09-01T23:59:59Z',
    '2026-09-01T05:00:00.000+02:00',
    '2026-09-01 5:00:00 PM',
    '2026-09-01|5',
    '1.9.2026',
    '01.09.26',
    'Sep 1, 2026',
    'September 1, 2026, 12:00 AM',
    'September 1, 2026',
    'Tue, Sep 1, 2026',
    '1 Sept. 2026',
    '1st of September 2026',
    '1. September 2026',
    '1 sept. 2026',
    '1er septembre 2026',
    '1 de septiembre de 2026',
    '1 set 2026',
    '1 settembre 2026',
    '1 de setembro de 2026',
    '1-Sep-2026',
  ])('%j is the first of September', (text) => {
    expect(readDay(text)).toEqual({ DMY: 20260901, MDY: 20260901 })
  })

  test.each([
    ['1 août 2026', 20260801],
    ['4 juil. 2026', 20260704],
    ['4 juin 2026', 20260604],
    ['3. März 2026', 20260303],
    ['3 mrt. 2026', 20260303],
    ['3 mei 2026', 20260503],
    ['3 mag 2026', 20260503],
    ['3 ago 2026', 20260803],
    ['3 out. 2026', 20261003],
    ['3 dic 2026', 20261203],
    ['3 Dez. 2026', 20261203],
    ['3 ene 2026', 20260103],
    ['3 gennaio 2026', 20260103],
    ['3 fév. 2026', 20260203],
    ['3 févr. 2026', 20260203],
  ])('%j is named in its own language', (text, day) => {
    expect(readDay(text)).toEqual({ DMY: day, MDY: day })
  })

  test('with slashes or hyphens may be either', () => {
    expect(readDay('1/2/2026')).toEqual({ DMY: 20260201, MDY: 20260102 })
    expect(readDay('01-02-2026')).toEqual({ DMY: 20260201, MDY: 20260102 })
    expect(readDay('9/13/2026')).toEqual({ DMY: null, MDY: 20260913 })
    expect(readDay('13/9/2026')).toEqual({ DMY: 20260913, MDY: null })
    expect(readDay('1/2/26 10:00 AM')).toEqual({ DMY: 20260201, MDY: 20260102 })
  })

  test('with points has the day first', () => {
    expect(readDay('1.2.2026')).toEqual({ DMY: 20260201, MDY: 20260201 })
  })

  test.each([
    ...['2026-02-30', '31/02/2026', '2026-13-01', '1999-12-31', '2100-01-01', '46266', 'Monday'],
    ...['2026-09', 'Sep 2026', '1 Smarch 2026', '2026-W36', '', 'ayer', '2026-09-01x', '1/2'],
    ...['1/2-2026', '2026/09-01', 'Spring 1 May sale 2026 x', '9'.repeat(5000)],
  ])('%j is none', (text) => {
    expect(readDay(text)).toEqual({ DMY: null, MDY: null })
  })

  test('may be two with a sign between them', () => {
    const days = { from: { DMY: 20260901, MDY: 20260901 }, to: { DMY: 20260907, MDY: 20260907 } }
    for (const text of [
      ...['2026-09-01 ~ 2026-09-07', '2026-09-01~2026-09-07', '2026-09-01 - 2026-09-07'],
      ...['September 1, 2026 - September 7, 2026', '1. September 2026 – 7. September 2026'],
      ...['2026-09-01 to 2026-09-07', '01.09.2026 bis 07.09.2026'],
    ])
      expect(readPeriod(text)).toEqual(days)
    expect(readPeriod('2026-09-01 - later')).toBeUndefined()
    expect(readPeriod('a ~ b ~ c')).toBeUndefined()
  })
})

describe('the order of day and month', () => {
  test('is decided by the one date that has only one reading', async () => {
    expect(await daysOf(['3/9/2026', '13/9/2026'])).toEqual([20260903, 20260913])
    expect(await daysOf(['9/3/2026', '9/13/2026'])).toEqual([20260903, 20260913])
  })

  test('is decided by a date in the lines above', async () => {
    const above = 'Report Start: 09/01/2026, Report End: 09/30/2026\n'
    expect(await daysOf(['9/3/2026'], above)).toEqual([20260903])
  })

  test('is decided by a line without a cost', async () => {
    const text = `${report(['3/9/2026'])}13/9/2026;A;EUR;--\n`
    expect(rowsIn(await readSpend(text))).toEqual(['20260903 A 1.00 EUR'])
  })

  test('makes no difference to the ninth of the ninth', async () => {
    expect(await daysOf(['9/9/2026'])).toEqual([20260909])
  })

  test('is asked for when no date decides', async () => {
    const read = await readSpend(report(['2026-09-01', '3/4/2026', '4/3/2026']))
    expect(read.rows).toEqual([])
    expect(refusedIn(read)).toEqual([
      '4: "3/4/2026" can be read in two ways, and no other line decides: say which it is with --dates DMY (the day first) or --dates MDY (the month first)',
    ])
  })

  test.each([
    ['DMY', [20260403]],
    ['MDY', [20260304]],
  ] as const)('can be said: %s', async (dates, days) => {
    const read = await readSpend(report(['3/4/2026']), { dates })
    expect(read.rows.map(({ from }) => from)).toEqual(days)
  })

  test('is asked for when two dates contradict each other', async () => {
    const [question] = refusedIn(await readSpend(report(['13/9/2026', '9/13/2026'])))
    expect(question).toBe(
      '4: "9/13/2026" has the month first, and "13/9/2026" in line 3 has the day first: say which it is with --dates DMY (the day first) or --dates MDY (the month first)',
    )
  })

  test('refuses the lines that contradict what was said', async () => {
    const read = await readSpend(report(['13/9/2026', '9/13/2026']), { dates: 'DMY' })
    expect(rowsIn(read)).toEqual(['20260913 A 1.00 EUR'])
    expect(refusedIn(read)).toEqual(['4: "Day": "9/13/2026" is no date with the day first'])
  })

  test('makes two spellings of one day one row', async () => {
    const read = await readSpend(report(['13/9/2026', '1/9/2026', '2026-09-01', '01/09/2026']))
    expect(rowsIn(read)).toEqual(['20260913 A 1.00 EUR', '20260901 A 3.00 EUR'])
  })
})

describe('two spellings of one day', () => {
  test('in two currencies are refused, and not added up', async () => {
    const text = `${report(['13/9/2026', '1/9/2026'])}2026-09-01;A;USD;1.00\n`
    const read = await readSpend(text)
    expect(rowsIn(read)).toEqual(['20260913 A 1.00 EUR', '20260901 A 1.00 EUR'])
    expect(refusedIn(read)).toEqual([expect.stringMatching(/^5: its amount is in USD/)])
  })
})

describe('a day', () => {
  test.each([
    ['46266', /is a date as Excel keeps it/],
    ['2026-02-30', /is no date from 2000 on such as "2026-09-01"/],
    ['2026-W36', /is no date/],
    ['September 2026', /is no date/],
  ])('that is %j is refused with its line', async (day, reason) => {
    const read = await readSpend(report(['2026-09-01', day]))
    expect(rowsIn(read)).toEqual(['20260901 A 1.00 EUR'])
    expect(read.refused).toEqual([{ line: 4, reason: expect.stringMatching(reason) }])
  })

  test('that lies outside of a period that was said is refused', async () => {
    const options = { from: 20260901, to: 20260930 }
    const read = await readSpend(report(['2026-09-01', '2026-10-01']), options)
    expect(rowsIn(read)).toEqual(['20260901 A 1.00 EUR'])
    expect(refusedIn(read)).toEqual([
      '4: 2026-10-01 lies outside of --from and --to: leave them out, since the file says its days itself',
    ])
  })

  test('may be a week that says both its ends', async () => {
    const read = await readSpend(
      'By Week,Campaign name,Date,Cost,Clicks (destination)\nx,A,2026-09-07 ~ 2026-09-13,7.00,1\n',
      { currency: 'EUR' },
    )
    expect(rowsIn(read)).toEqual(['20260907-20260913 A 7.00 EUR'])
    expect(read.notes).toContain('1 row is of more than one day.')
  })

  test('may not end before it begins', async () => {
    const read = await readSpend(
      'Reporting starts,Reporting ends,Campaign name,Amount spent (EUR)\n2026-09-30,2026-09-01,A,1.00\n',
    )
    expect(refusedIn(read)).toEqual(['2: its period ends on 2026-09-01, before it begins'])
  })
})
