import { describe, expect, test } from 'vitest'
import { readSpend, refusedIn, rowsIn } from './reading.ts'

const HEAD = 'Campaign report\n"October 1, 2026 - October 2, 2026"\n'

describe("Google Ads' report in", () => {
  const TOTAL = ['20261001 A 1234.56 CHF', '20261002 A 0.44 CHF']

  test.each([
    [
      'English',
      `${HEAD}Day,Campaign,Currency code,Cost,Impr.\n2026-10-01,A,CHF,"1,234.56","1,000"\n2026-10-02,A,CHF,0.44,9\nTotal: Account,--,CHF,"1,235.00","1,009"\n`,
    ],
    [
      'German',
      'Kampagnenbericht\n"1. Oktober 2026 - 2. Oktober 2026"\nTag,Kampagne,Währungscode,Kosten,Impr.\n2026-10-01,A,CHF,"1.234,56",1.000\n2026-10-02,A,CHF,"0,44",9\nGesamt: Konto,--,CHF,"1.235,00",1.009\n',
    ],
    [
      'French',
      'Rapport sur les campagnes\n1 oct. 2026 - 2 oct. 2026\nJour;Campagne;Code de la devise;Coût;Impr.\n2026-10-01;A;CHF;1\u202f234,56;1\u202f000\n2026-10-02;A;CHF;0,44;9\nTotal : compte;--;CHF;1\u202f235,00;1\u202f009\n',
    ],
    [
      'Spanish',
      'Informe de campañas\n1 de octubre de 2026 - 2 de octubre de 2026\nDía\tCampaña\tCódigo de moneda\tCoste\tImpr.\n1/10/2026\tA\tCHF\t1.234,56\t1.000\n13/10/2026\tB\tCHF\t--\t--\n2/10/2026\tA\tCHF\t0,44\t9\nTotal: cuenta\t--\tCHF\t1.235,00\t1.009\n',
    ],
    [
      'Italian',
      'Rapporto sulle campagne\nGiorno;Campagna;Codice valuta;Costo;Impr.\n1 ott 2026;A;CHF;1.234,56;1.000\n2 ott 2026;A;CHF;0,44;9\nTotale: account;--;CHF;1.235,00;1.009\n',
    ],
    [
      'Dutch',
      'Campagnerapport\nDag;Campagne;Valutacode;Kosten;Vert.\n01-10-2026;A;CHF;1.234,56;1.000\n02-10-2026;A;CHF;0,44;9\n14-10-2026;B;CHF;--;--\nTotaal: account;--;CHF;1.235,00;1.009\n',
    ],
    [
      'Portuguese',
      'Relatório de campanhas\nDia;Campanha;Código da moeda;Custo;Impr.\n2026-10-01;A;CHF;1.234,56;1.000\n2026-10-02;A;CHF;0,44;9\nTotal: conta;--;CHF;1.235,00;1.009\n',
    ],
  ])('%s is read, and its totals are not counted', async (_, text) => {
    const read = await readSpend(text)
    expect(refusedIn(read)).toEqual([])
    expect(read.kind).toBe('google_ads')
    expect(rowsIn(read)).toEqual(TOTAL)
    expect(read.rows.map(({ impressions }) => impressions)).toEqual([1000, 9])
    expect(read.notes.join(' ')).toMatch(/total and not counted/)
  })
})

describe("Google Ads' cost", () => {
  test('is not the average cost, nor the cost per conversion', async () => {
    const read = await readSpend(
      `${HEAD}Day,Campaign,Avg. cost,Cost / conv.,Cost per all conv.,Currency code,Cost\n2026-10-01,A,1.10,33.00,9.00,EUR,990.00\n`,
    )
    expect(rowsIn(read)).toEqual(['20261001 A 990.00 EUR'])
  })

  test('is asked for where only averages are there', async () => {
    const text = `${HEAD}Day,Campaign,Avg. cost,Cost / conv.,Currency code\n2026-10-01,A,1.10,33.00,EUR\n`
    await expect(readSpend(text)).rejects.toThrow(/no header of a file/)
  })

  test('may be in micros, as the API has it', async () => {
    const read = await readSpend(
      'date,customer_id,id,cost_micros,impressions,clicks\n2026-10-01,12,34,12340000,5,1\n2026-10-01,12,34,5001,5,1\n',
      { currency: 'EUR' },
    )
    // 12.340000 + 0.005001 is a little over the half
    expect(rowsIn(read)).toEqual(['20261001 34 12.35 EUR'])
    expect(read.rows[0]).toMatchObject({ account: '12', campaignId: '34', impressions: 10 })
  })

  test('in micros is whole', async () => {
    const read = await readSpend('date,id,cost_micros\n2026-10-01,34,12.5\n', { currency: 'EUR' })
    expect(refusedIn(read)).toEqual([expect.stringMatching(/^2: "cost_micros": "12.5" is no/)])
  })
})

describe("Google Ads' lines of segments", () => {
  test('are added up to one row for each campaign and day', async () => {
    const read = await readSpend(
      `${HEAD}Day,Campaign,Device,Currency code,Cost,Impr.,Conversions\n2026-10-01,A,Mobile phones,EUR,10.00,100,1.00\n2026-10-01,A,Computers,EUR,4.50,50,0.50\n2026-10-01,A,Tablets,EUR,0.50,5,--\n`,
    )
    expect(rowsIn(read)).toEqual(['20261001 A 15.00 EUR'])
    expect(read.rows[0]).toMatchObject({
      ...{ line: 4, impressions: 155, claimedConversions: 1_500_000, claimedValue: null },
    })
    expect(read.notes).toContain('3 lines are added up to 1, one for each campaign and period.')
  })

  test('of two campaigns of one name and two ids stay two rows', async () => {
    const read = await readSpend(
      `${HEAD}Day,Campaign,Campaign ID,Currency code,Cost\n2026-10-01,A,1,EUR,1.00\n2026-10-01,A,2,EUR,2.00\n`,
    )
    expect(read.rows.map(({ campaignId }) => campaignId)).toEqual(['1', '2'])
  })

  test('of a campaign that was renamed are one row, by its id', async () => {
    const read = await readSpend(
      `${HEAD}Day,Campaign,Campaign ID,Currency code,Cost\n2026-10-01,Old,1,EUR,1.00\n2026-10-01,New,1,EUR,2.00\n`,
    )
    expect(rowsIn(read)).toEqual(['20261001 Old 3.00 EUR'])
  })
})

describe("Google Ads' report without days", () => {
  const RANGE = 'Campaign status,Campaign,Currency code,Cost\nEnabled,A,EUR,30.00\n'

  test('waits for its period, and suggests what stands above it', async () => {
    const read = await readSpend(`${HEAD}${RANGE}`)
    expect(read.rows).toEqual([])
    expect(refusedIn(read)).toEqual([
      '3: the file has no column of days: export it by day, or say the period that it is of with --from and --to, and each cost is spread evenly over it (its first lines suggest --from 2026-10-01 --to 2026-10-02)',
    ])
  })

  test.each([
    '2026-10-01 - 2026-10-02',
    '"1. Oktober 2026 - 2. Oktober 2026"',
    '1 oct. 2026 - 2 oct. 2026',
    'Date range: 2026-10-01 - 2026-10-02',
    '"Report Start: October 1, 2026, 12:00 AM"\n"Report End: October 2, 2026, 11:59 PM"',
  ])('suggests what %j says', async (above) => {
    const [reason] = refusedIn(await readSpend(`Campaign report\n${above}\n${RANGE}`))
    expect(reason).toContain('(its first lines suggest --from 2026-10-01 --to 2026-10-02)')
  })

  test.each(['Created: 2026-10-05', 'Q3 - Q4', '3/4/2026 - 5/4/2026', 'October 2026'])(
    'suggests nothing for %j',
    async (above) => {
      const [reason] = refusedIn(await readSpend(`Campaign report\n${above}\n${RANGE}`))
      expect(reason).toMatch(/spread evenly over it$/)
    },
  )

  test('suggests nothing for all time', async () => {
    const [reason] = refusedIn(await readSpend(`Campaign report\nAll time\n${RANGE}`))
    expect(reason).toMatch(/spread evenly over it$/)
  })

  test('is of the period that was said', async () => {
    const read = await readSpend(`${HEAD}${RANGE}`, { from: 20261001, to: 20261003 })
    expect(rowsIn(read)).toEqual(['20261001-20261003 A 30.00 EUR'])
    expect(read.notes).toContain(
      'The first lines of the file say 2026-10-01 to 2026-10-02: is the period right?',
    )
    const right = await readSpend(`${HEAD}${RANGE}`, { from: 20261001, to: 20261002 })
    expect(right.notes).toEqual(['1 row is of more than one day.'])
  })

  test.each(['Week', 'Month', 'Quarter', 'Year', 'Day of the week'])(
    'is refused by %s, with a period too',
    async (name) => {
      const text = `${HEAD}${name},Campaign,Currency code,Cost\n2026-09-28,A,EUR,70.00\n`
      for (const options of [{}, { from: 20261001, to: 20261031 }]) {
        const read = await readSpend(text, options)
        expect(read.rows).toEqual([])
        expect(refusedIn(read)[0]).toContain(`3: the lines are not of days ("${name}")`)
      }
    },
  )

  test('is read by day though it has a column of weeks', async () => {
    const read = await readSpend(
      `${HEAD}Week,Day,Campaign,Currency code,Cost\n2026-09-28,2026-10-01,A,EUR,7.00\n`,
    )
    expect(rowsIn(read)).toEqual(['20261001 A 7.00 EUR'])
  })
})
