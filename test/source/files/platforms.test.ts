import { describe, expect, test } from 'vitest'
import { readSpend, refusedIn, rowsIn } from './reading.ts'

describe("Meta's export in", () => {
  test.each([
    [
      'English',
      'Campaign name,Day,Amount spent (EUR),Impressions,Link clicks,Purchases,Purchases conversion value\nA,2026-10-01,"1,010.50","1,000",7,2,50.00',
    ],
    [
      'German',
      'Kampagnenname;Tag;Ausgegebener Betrag (EUR);Impressionen;Link-Klicks;Käufe;Conversion-Wert von Käufen\nA;01.10.2026;1.010,50;1.000;7;2;50,00',
    ],
    [
      'French',
      'Nom de la campagne;Jour;Montant dépensé (EUR);Impressions;Clics sur un lien;Achats;Valeur de conversion des achats\nA;2026-10-01;1 010,50;1 000;7;2;50,00',
    ],
    [
      'Spanish',
      'Nombre de la campaña,Día,Importe gastado (EUR),Impresiones,Clics en el enlace,Compras,Valor de conversión de compras\nA,2026-10-01,1010.50,1000,7,2,50.00',
    ],
    [
      'Italian',
      'Nome della campagna,Giorno,Importo speso (EUR),Impression,Clic sul link,Acquisti,Valore di conversione degli acquisti\nA,2026-10-01,"1.010,50",1.000,7,2,"50,00"',
    ],
    [
      'Dutch',
      'Campagnenaam;Dag;Besteed bedrag (EUR);Weergaven;Klikken op links;Aankopen;Conversiewaarde van aankopen\nA;2026-10-01;1.010,50;1.000;7;2;50,00',
    ],
    [
      'Portuguese',
      'Nome da campanha,Dia,Valor usado (EUR),Impressões,Cliques no link,Compras,Valor de conversão da compra\nA,2026-10-01,"1.010,50",1.000,7,2,"50,00"',
    ],
  ])('%s is read, with its claims', async (_, text) => {
    const read = await readSpend(`\uFEFF${text}\n`)
    expect(refusedIn(read)).toEqual([])
    expect(read.kind).toBe('meta_ads')
    expect(read.rows).toMatchObject([
      {
        ...{ from: 20261001, campaign: 'A', currency: 'EUR', amount: 101_050, impressions: 1000 },
        ...{ clicks: 7, claimedConversions: 2_000_000, claimedValue: 5000 },
      },
    ])
  })
})

describe("Meta's export", () => {
  test('has its currency in the header, and not in that of another column', async () => {
    const read = await readSpend(
      'Campaign name,Day,CPM (cost per 1,000 impressions) (USD),Cost per results (USD),Amount spent (GBP)\nA,2026-10-01,9.00,8.00,7.00\n',
    ).catch((error: Error) => error.message)
    // The comma within the name of the second column parts it in two, and the header has one cell more.
    expect(read).toMatchObject({ rows: [], refused: [{ line: 2 }] })
    const quoted = await readSpend(
      'Campaign name,Day,"CPM (cost per 1,000 impressions) (USD)",Cost per results (USD),Amount spent (GBP)\nA,2026-10-01,9.00,8.00,7.00\n',
    )
    expect(rowsIn(quoted)).toEqual(['20261001 A 7.00 GBP'])
  })

  test('adds up ad sets, and does not count the summary of a campaign', async () => {
    const read = await readSpend(
      'Campaign name,Ad set name,Day,Amount spent (EUR),Reporting starts,Reporting ends\nA,,,3.00,2026-10-01,2026-10-02\nA,S1,2026-10-01,1.00,2026-10-01,2026-10-01\nA,S2,2026-10-01,2.00,2026-10-01,2026-10-01\n,,,3.00,2026-10-01,2026-10-02\n',
    )
    expect(rowsIn(read)).toEqual(['20261001 A 3.00 EUR'])
    expect(read.notes).toContain('2 lines, the first of them 2, are totals and not counted.')
  })

  test('has a total without a campaign though it has no days', async () => {
    const read = await readSpend(
      'Reporting starts,Reporting ends,Campaign name,Amount spent (EUR)\n2026-10-01,2026-10-31,,5.00\n2026-10-01,2026-10-31,A,5.00\n',
    )
    expect(rowsIn(read)).toEqual(['20261001-20261031 A 5.00 EUR'])
  })

  test('claims results that are purchases, and none that are clicks', async () => {
    const head = 'Campaign name,Day,Results,Result indicator,Amount spent (EUR)\n'
    const read = await readSpend(
      `${head}A,2026-10-01,3,actions:offsite_conversion.fb_pixel_purchase,1.00\nB,2026-10-01,90,actions:link_click,1.00\n`,
    )
    expect(read.rows.map(({ claimedConversions }) => claimedConversions)).toEqual([3_000_000, null])
  })

  test('may be of accounts', async () => {
    const read = await readSpend(
      'Account name,Day,Currency,Amount spent (USD)\nShop,2026-10-01,USD,1.00\n,2026-10-01,USD,1.00\n',
    )
    expect(read.rows).toMatchObject([{ account: 'Shop', campaign: '', amount: 100 }])
    expect(read.notes).toContain('The file names no campaigns.')
  })

  test('whose column of currencies contradicts its header is refused', async () => {
    const read = await readSpend(
      'Campaign name,Day,Currency,Amount spent (USD)\nA,2026-10-01,EUR,1.00\n',
    )
    expect(refusedIn(read)[0]).toMatch(
      /^2: its amount is in EUR by one place of the file and in USD/,
    )
  })
})

describe("Microsoft's report", () => {
  const ABOVE =
    '"Report Name: Mine"\n"Report Time: 10/1/2026,10/2/2026"\n"Report Aggregation: Daily"\n"Rows: 2"\n\n'
  const HEAD = '"TimePeriod","AccountName","CampaignId","CampaignName","CurrencyCode","Spend"\n'
  const LINES =
    '"2026-10-01","Shop","7","A","EUR","1.50"\n"2026-10-02","Shop","7","A","EUR","2.50"\n'

  test.each(['©2026', '@2020', '(c) 2026'])(
    'ends with a footer that is no line: %s',
    async (sign) => {
      const read = await readSpend(
        `${ABOVE}${HEAD}${LINES}\n"${sign} Microsoft Corporation. All rights reserved. "\n`,
      )
      expect(refusedIn(read)).toEqual([])
      expect(rowsIn(read)).toEqual(['20261001 A 1.50 EUR', '20261002 A 2.50 EUR'])
      expect(read.rows[0]).toMatchObject({ account: 'Shop', campaignId: '7', line: 7 })
    },
  )

  test('that has fewer lines than it says was cut off', async () => {
    const [first = ''] = LINES.split(/(?<=\n)/)
    const read = await readSpend(`${ABOVE}${HEAD}${first}`)
    expect(refusedIn(read)).toEqual([
      '7: the file says that it has 2 lines, and ends after 1: download it again',
    ])
  })

  test('may count its total among its lines', async () => {
    const text = `${ABOVE.replace('Rows: 2', 'Rows: 3')}${HEAD}${LINES}"Total","Shop","-","-","EUR","4.00"\n`
    const read = await readSpend(text)
    expect(refusedIn(read)).toEqual([])
    expect(read.rows).toHaveLength(2)
  })

  test.each(['Weekly', 'Monthly', 'Yearly', 'DayOfWeek'])('is refused by %s', async (name) => {
    const read = await readSpend(`${ABOVE.replace('Daily', name)}${HEAD}${LINES}`)
    expect(read.rows).toEqual([])
    expect(refusedIn(read)[0]).toMatch(/^6: the lines are not of days/)
  })

  test('by hour is added up by day', async () => {
    const hours = '2026-10-01|5,A,EUR,1.50,"Mobile"\n2026-10-01|6,A,EUR,2.50,"Computer"\n'
    const read = await readSpend(`TimePeriod,CampaignName,CurrencyCode,Spend,DeviceType\n${hours}`)
    expect(rowsIn(read)).toEqual(['20261001 A 4.00 EUR'])
  })

  test('learns the order of day and month from its own time of making', async () => {
    const text =
      '"Report Time: 10/1/2026"\n"Last Completed Available Day: 10/25/2026 9:00:00 AM (GMT)"\nGregorian date,Campaign name,Currency code,Spend\n10/1/2026,A,EUR,1.00\n'
    expect(rowsIn(await readSpend(text))).toEqual(['20261001 A 1.00 EUR'])
  })
})

describe("TikTok's report", () => {
  const HEAD = 'Campaign name,Cost,Impressions,Clicks (destination),Currency\n'

  test('ends with a total that would double the spend', async () => {
    const read = await readSpend(
      `${HEAD}A,1.50,10,1,EUR\nB,2.50,10,1,EUR\nTotal of 2 results,4.00,20,2,EUR\n`,
      { from: 20261001, to: 20261001 },
    )
    expect(rowsIn(read)).toEqual(['20261001 A 1.50 EUR', '20261001 B 2.50 EUR'])
    expect(read.notes).toEqual(['Line 4 is a total and not counted.'])
  })

  test('tells by its total that lines are missing', async () => {
    const read = await readSpend(`${HEAD}A,1.50,10,1,EUR\nTotal of 2 results,4.00,20,2,EUR\n`, {
      ...{ from: 20261001, to: 20261001 },
    })
    expect(read.notes).toEqual([
      'Line 3 is a total and not counted.',
      'A total is of 2 lines, and there are 1: was the file cut off?',
      'The lines add up to 1.50, and a total of the file says 4.00: was it cut off, or filtered?',
    ])
  })
})

describe("LinkedIn's report", () => {
  const head = (end: string) =>
    `Campaign Performance Report (in UTC)\nReport Start: 10/13/2026, Report End: ${end}\n\nStart Date (in UTC),Account Name,Campaign Name,Campaign ID,Total Spent,Currency,Conversions\n`
  const LINES =
    '10/13/2026,Shop,"Leads, B2B",11,"1,234.50",USD,3\n10/13/2026,Shop,M,12,10.25,USD,0\n'

  test('is read below its title, and its total is not counted', async () => {
    const read = await readSpend(
      `${head('10/14/2026')}${LINES}10/14/2026,Shop,M,12,1.00,USD,0\nTotal,,,,"1,245.75",USD,3\n`,
    )
    expect(refusedIn(read)).toEqual([])
    expect(rowsIn(read)).toEqual([
      '20261013 Leads, B2B 1234.50 USD',
      '20261013 M 10.25 USD',
      '20261014 M 1.00 USD',
    ])
  })

  test('that starts on one day and goes on for a month may be of the month', async () => {
    const read = await readSpend(`${head('11/12/2026')}${LINES}`)
    expect(read.rows).toEqual([])
    expect(refusedIn(read)).toEqual([
      '4: all lines start on 2026-10-13, and the report goes to 2026-11-12: export it with the time breakdown by day. If all of it was spent on that one day, say so with --from 2026-10-13 --to 2026-10-13',
    ])
    const said = await readSpend(`${head('11/12/2026')}${LINES}`, { from: 20261013, to: 20261013 })
    expect(said.rows).toHaveLength(2)
  })

  test('of one day is of that day', async () => {
    expect((await readSpend(`${head('10/13/2026')}${LINES}`)).rows).toHaveLength(2)
  })
})

describe("Google Analytics' cost data", () => {
  const HEAD = 'utm_id,utm_campaign,utm_source,utm_medium,date,impressions,clicks,cost\n'

  test('names its tags itself', async () => {
    const read = await readSpend(`${HEAD}s24,spring,meta,paid_social,2026-10-01,3,1,12.5\n`, {
      currency: 'EUR',
    })
    expect(read.kind).toBe('ga4')
    expect(read.rows).toMatchObject([
      {
        ...{ platform: 'ga4', campaignId: 's24', campaign: 'spring', amount: 1250 },
        utm: { source: 'meta', medium: 'paid_social', campaign: 'spring' },
      },
    ])
  })

  test('may leave the campaign out, and tells sources apart', async () => {
    const read = await readSpend(`${HEAD},,bing,cpc,2026-10-01,,,1\n,,yahoo,cpc,2026-10-01,,,2\n`, {
      currency: 'EUR',
    })
    expect(read.rows.map(({ utm, amount }) => [utm?.source, amount])).toEqual([
      ['bing', 100],
      ['yahoo', 200],
    ])
    expect(read.notes).toContain('The file names no campaigns.')
  })
})

describe('the unified layout', () => {
  const HEAD =
    'source_relation,date_day,platform,account_id,account_name,campaign_id,campaign_name,clicks,impressions,spend,conversions,conversions_value,utm_source,utm_medium,utm_campaign,currency\n'

  test('names the platform of each line, by the name that its own export has', async () => {
    const names = ['google_ads', 'facebook_ads', 'Microsoft Ads', 'bing_ads', 'my_dsp']
    const lines = names.map((name) => `r,2026-10-01,${name},1,Shop,2,A,3,4,5.00,1.5,6,,,,EUR\n`)
    const read = await readSpend(HEAD + lines.join(''))
    expect(read.rows.map(({ platform }) => platform)).toEqual([
      ...['google_ads', 'meta_ads', 'microsoft_ads', 'my_dsp'],
    ])
    expect(read.rows[2]).toMatchObject({ amount: 1000, utm: null, account: '1' })
  })

  test.each(['', 'my dsp!', 'x'.repeat(65)])('refuses the platform %j', async (name) => {
    const read = await readSpend(`${HEAD}r,2026-10-01,${name},1,Shop,2,A,3,4,5.00,1.5,6,,,,EUR\n`)
    expect(refusedIn(read)).toEqual([expect.stringMatching(/^2: "platform": .* is no name of a/)])
  })

  test('counts lines without a campaign, as of the account, and refuses those without a day', async () => {
    const read = await readSpend(
      `${HEAD}r,2026-10-01,x,1,Shop,,,3,4,5.00,,,,,,EUR\nr,,x,1,Shop,2,A,3,4,5.00,,,,,,EUR\n`,
    )
    expect(read.rows).toMatchObject([{ account: '1', campaignId: '', campaign: '', amount: 500 }])
    expect(refusedIn(read)).toEqual([expect.stringMatching(/^3: "date_day": "" is no date/)])
  })
})
