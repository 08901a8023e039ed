import { existsSync, readFileSync } from 'node:fs'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { FileError } from '../../../../collector/source/files/file-error.ts'
import { readFile } from '../../../../collector/source/files/read-file.ts'
import type { ReadSales } from '../../../../collector/source/files/sales/sales-file.ts'
import { salesSummary } from '../../../../collector/source/files/sales/summary.ts'
import { bytesOf, type Options } from '../reading.ts'

async function read(file: string | Uint8Array, options: Options = {}): Promise<ReadSales> {
  const bytes = typeof file === 'string' ? bytesOf(file) : file
  const found = await readFile([bytes], { kind: 'auto', ...options })
  if (found.family !== 'sales') throw new Error(`the file is of ${found.family}`)
  return found
}

const conversions = ({ lines }: ReadSales) => lines.map(({ conversion }) => conversion)
const refusals = ({ refused }: ReadSales) => refused.map(({ line, reason }) => `${line}: ${reason}`)

const HUBSPOT = `Record ID,Deal Name,Deal Stage,Amount,Currency,Close Date,Create Date,Associated Contact IDs
`
const SALESFORCE = `Opportunity ID,Opportunity Name,Stage,Amount Currency,Amount,Close Date,Created Date,Email
`
const PIPEDRIVE = `Deal - ID,Deal - Title,Deal - Value,Deal - Currency of value,Deal - Stage,Deal - Status,Deal - Creation date,Deal - Won time,Deal - Lost time,Person - Email
`

describe('deals of HubSpot', () => {
  it('are conversions of the goal deal, with the CRM before each id, and are of the day they were decided', async () => {
    const file = await read(
      `${HUBSPOT}71,Roof,Closed Won,25000,EUR,2026-10-01 00:00,2026-09-20 09:20,501\n72,Wall,contractsent,1200.50,EUR,2027-01-01 00:00,2026-09-25 12:00,\n73,Door,Closed Lost,,EUR,2026-10-02 15:30,2026-09-26 12:00,502\n`,
    )
    expect(file.kind).toBe('hubspot_deals')
    expect(conversions(file)).toEqual([
      {
        ...{ goal: 'deal', transaction_id: 'hubspot:71', status: 'won' },
        ...{ ts: '2026-10-01', opportunity_ts: '2026-09-20T09:20:00' },
        ...{ value: '25000.00', currency: 'EUR', customer_id: 'hubspot:501' },
      },
      {
        ...{ goal: 'deal', transaction_id: 'hubspot:72', status: 'open' },
        ...{ ts: '2026-09-25T12:00:00', opportunity_ts: '2026-09-25T12:00:00' },
        ...{ value: '1200.50', currency: 'EUR' },
      },
      {
        ...{ goal: 'deal', transaction_id: 'hubspot:73', status: 'lost' },
        ...{ ts: '2026-10-02T15:30:00', opportunity_ts: '2026-09-26T12:00:00' },
        ...{ value: '0', currency: 'EUR', customer_id: 'hubspot:502' },
      },
    ])
    expect(file.refused).toEqual([])
  })

  it('sum up by stage, and say how many name somebody', async () => {
    const { deals, identified_by, from, to, rows } = salesSummary(
      await read(
        `${HUBSPOT}71,a,Closed Won,100.10,EUR,2026-10-01,2026-09-20,501\n72,b,Closed Won,50.05,EUR,2026-10-03,2026-09-20,\n73,c,Closed Won,7,USD,2026-10-02,2026-09-20,\n74,d,Contract Sent,9,EUR,,2026-09-25,502\n`,
      ),
    )
    // By hand: 100.10 + 50.05 = 150.15.
    expect({ deals, rows, from, to }).toEqual({
      deals: [
        {
          ...{ stage: 'Closed Won', status: 'won', deals: 3 },
          amounts: [
            { currency: 'EUR', amount: '150.15' },
            { currency: 'USD', amount: '7.00' },
          ],
        },
        {
          ...{ stage: 'Contract Sent', status: 'open', deals: 1 },
          amounts: [{ currency: 'EUR', amount: '9.00' }],
        },
      ],
      ...{ rows: 4, from: '2026-09-25', to: '2026-10-03' },
    })
    expect(identified_by).toEqual({ email: 0, customer_id: 2, visitor: 0, click_id: 0, none: 2 })
  })

  it('take the first of several contacts, and say so', async () => {
    const file = await read(`${HUBSPOT}71,a,Closed Won,1,EUR,2026-10-01,2026-09-20,501;502\n`)
    expect(conversions(file)[0]).toMatchObject({ customer_id: 'hubspot:501' })
    expect(file.notes).toEqual(['Of several contacts the first is taken (1 lines).'])
  })

  it('take an address out of the name that stands around it, and the ids of clicks', async () => {
    const [line] = (
      await read(
        'Record ID,Deal Stage,Amount,Currency,Close Date,Associated Contact,Google ad click id,Deal owner\n71,closedwon,1,EUR,2026-10-01,Nia Odhiambo (nia@example.test);Tom (tom@example.test),Cj0K&x,Sam\n',
      )
    ).lines
    expect(line?.conversion).toMatchObject({ email: 'nia@example.test' })
    expect(line?.clicks).toBe('gclid=Cj0K%26x')
  })

  it.each([
    ['250k', '"250k" is no amount: write it out, as in 250000.00'],
    ['-5', '"-5" is no amount: write it out, as in 250000.00'],
    ['', 'is won and has no amount: write it into the CRM, 0 if it has none'],
  ])('are refused with the amount %j', async (amount, reason) => {
    const file = await read(`${HUBSPOT}71,a,Closed Won,${amount},EUR,2026-10-01,2026-09-20,\n`)
    expect([conversions(file), refusals(file)]).toEqual([[], [`2: ${reason}`]])
  })

  it('of a stage of the user are refused, until it is said how that stands', async () => {
    const text = `${HUBSPOT}71,a,Unterschrieben,1,EUR,2026-10-01,2026-09-20,\n`
    expect(refusals(await read(text))).toEqual([
      '2: nothing tells how the stage "Unterschrieben" stands: say it with --stages {"Unterschrieben":"open"}, "won" or "lost"',
    ])
    const said = await read(text, { stages: { unterschrieben: 'won' } })
    expect(conversions(said)[0]).toMatchObject({ status: 'won' })
  })

  it.each([
    ['1.23E+11', 'was shortened by a spreadsheet'],
    ['', 'has no id'],
  ])('are refused with the id %j', async (id, reason) => {
    const file = await read(`${HUBSPOT}${id},a,Closed Won,1,EUR,2026-10-01,2026-09-20,\n`)
    expect(refusals(file)).toEqual([expect.stringContaining(reason)])
  })

  it('ask for the currency where nothing names it', async () => {
    const text =
      'Record ID,Deal Stage,Amount,Close Date,Deal owner\n71,closedwon,1,2026-10-01,Sam\n'
    expect(refusals(await read(text))).toEqual([
      '2: names no currency: say which it is with --currency',
    ])
    expect(conversions(await read(text, { currency: 'CHF' }))[0]).toMatchObject({ currency: 'CHF' })
  })

  it('wait where decimals or dates can be read in two ways', async () => {
    const text = `${HUBSPOT}71,a,Closed Won,"1,234",EUR,1/2/2026,1/1/2026,\n`
    expect(refusals(await read(text))).toEqual([
      expect.stringContaining('--decimal'),
      expect.stringContaining('--dates'),
    ])
    const said = await read(text, { decimal: '.', dates: 'DMY' })
    expect(conversions(said)[0]).toMatchObject({ value: '1234.00', ts: '2026-02-01' })
  })
})

describe('contacts of HubSpot', () => {
  it('are one with their address, and with the number that the shop has for them', async () => {
    const { kind, lines } = await read(
      'Record ID,Email,Lifecycle Stage,Create Date,Customer ID\n501,nia@example.test,customer,2026-09-20 09:14,C-7\n502,,lead,2026-09-21,\n',
    )
    expect(kind).toBe('hubspot_contacts')
    const who = { email: 'nia@example.test', ts: '2026-09-20T09:14:00' }
    expect(lines).toEqual([
      {
        ...{ line: 2, conversion: null, clicks: '', stage: '' },
        identities: [
          { customer_id: 'hubspot:501', ...who },
          { customer_id: 'C-7', ...who },
        ],
      },
    ])
  })
})

describe('opportunities of Salesforce', () => {
  it('have one id in a report and in Data Loader, and the month first where a day says so', async () => {
    const report = await read(
      `${SALESFORCE}001D000000IRFma,a,Closed Won,USD,"25,000.00",10/1/2026,9/20/2026,nia@example.test\n`,
    )
    const object = await read(
      '"ID","STAGENAME","AMOUNT","CURRENCYISOCODE","CLOSEDATE","ISCLOSED","ISWON","CREATEDDATE"\n"001D000000IRFmaIAH","Signed","25000.0","USD","2026-10-01","true","true","2026-09-20T19:51:13.000Z"\n',
    )
    expect(conversions(report)[0]).toMatchObject({
      ...{ transaction_id: 'salesforce:001D000000IRFmaIAH', value: '25000.00', ts: '2026-10-01' },
      ...{ email: 'nia@example.test', opportunity_ts: '2026-09-20' },
    })
    expect(conversions(object)[0]).toMatchObject({
      ...{ transaction_id: 'salesforce:001D000000IRFmaIAH', status: 'won', value: '25000.00' },
      opportunity_ts: '2026-09-20T19:51:13Z',
    })
  })

  it('come once for each contact, and leave out what a report says of itself', async () => {
    const line = '006A,a,Closed Won,USD,5.00,10/13/2026,9/20/2026,'
    const file = await read(
      `${SALESFORCE}${line}a@example.test\n${line}b@example.test\nGrand Totals (2 records),,,,10.00,,,\n\nConfidential Information - Do Not Distribute\n`,
    )
    expect(conversions(file)).toHaveLength(1)
    expect(file.refused).toEqual([])
    expect(file.notes[0]).toBe('Left out: 2 lines that are no records, such as totals and footers.')
  })

  it('are refused where two lines of one say different things', async () => {
    const file = await read(
      `${SALESFORCE}006A,a,Closed Won,USD,5.00,10/13/2026,9/20/2026,\n006A,a,Closed Won,USD,6.00,10/13/2026,9/20/2026,\n`,
    )
    expect(refusals(file)).toEqual([
      '3: the deal salesforce:006A is in line 2, which says otherwise',
    ])
  })

  it('that were not won and are closed are lost', async () => {
    const file = await read(
      'Id,StageName,Amount,CurrencyIsoCode,CloseDate,IsClosed,IsWon\n1,No budget,5,USD,2026-10-01,1,0\n',
    )
    expect(conversions(file)[0]).toMatchObject({ status: 'lost', ts: '2026-10-01' })
  })
})

describe('deals of Pipedrive', () => {
  it('stand as their status says, whatever their stage is called', async () => {
    const file = await read(
      `${PIPEDRIVE}1,a,10,EUR,Demo,Won,2026-09-20,2026-10-01 10:00:00,,nia@example.test\n2,b,20,EUR,Demo,Lost,2026-09-20,,2026-10-02 10:00:00,\n3,c,30,EUR,Demo,Open,2026-09-20,,,\n4,d,40,EUR,Demo,Deleted,2026-09-20,,,\n`,
    )
    expect(
      conversions(file).map((deal) => [deal?.['transaction_id'], deal?.['status'], deal?.['ts']]),
    ).toEqual([
      ['pipedrive:1', 'won', '2026-10-01T10:00:00'],
      ['pipedrive:2', 'lost', '2026-10-02T10:00:00'],
      ['pipedrive:3', 'open', '2026-09-20'],
      ['pipedrive:4', 'cancelled', '2026-09-20'],
    ])
  })

  it('are not what is in its sample for imports, which has no ids', async () => {
    await expect(
      read(
        'Person - Name*,Person - Email (Work),Deal - Title,Deal - Value\nNia,n@example.test,a,5\n',
      ),
    ).rejects.toThrow(FileError)
  })
})

describe('any text below the header of a CRM', () => {
  it('is read, or refused by its lines, and never breaks the reader', async () => {
    const cell = fc.oneof(
      fc.constantFrom('1', 'Closed Won', 'EUR', '2026-10-01', '1/2/2026 3:04 PM', '12,5', '"', ''),
      fc.string({ maxLength: 12 }),
    )
    const body = fc.array(fc.array(cell, { maxLength: 10 }).map((cells) => cells.join(',')))
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(HUBSPOT, SALESFORCE, PIPEDRIVE),
        body,
        async (head, rows) => {
          const file = await read(head + rows.join('\n')).catch((error: unknown) => error)
          if (file instanceof Error) return expect(file).toBeInstanceOf(FileError)
          expect(() => salesSummary(file as ReadSales)).not.toThrow()
        },
      ),
    )
  })
})

/** Samples of what CRMs give out, beside the project where there are any. */
const SAMPLES = new URL('../../../../../shared/samples/files/', import.meta.url)
const sample = (name: string) => readFileSync(new URL(`crm.${name}.csv`, SAMPLES))

if (existsSync(SAMPLES))
  describe('the sample files', () => {
    it('of HubSpot have a deal of 25,000.00 won, and one whose amount is no number', async () => {
      const file = await read(sample('hubspot.deals'))
      expect(salesSummary(file).deals).toEqual([
        {
          ...{ stage: 'Closed Won', status: 'won', deals: 1 },
          amounts: [{ currency: 'USD', amount: '25000.00' }],
        },
      ])
      expect(refusals(file)).toEqual([expect.stringContaining('3: "250k" is no amount')])
    })

    it('of HubSpot name two contacts', async () => {
      const { lines } = await read(sample('hubspot.contacts'))
      expect(lines.map(({ identities }) => identities[0]?.['email'])).toEqual([
        'nia@example.test',
        'tom@example.test',
      ])
    })

    it('of Salesforce come to 275,000.00, of which 25,000.00 are won', async () => {
      const file = await read(sample('salesforce.opportunity-report'), {
        stages: { Proposal: 'open' },
      })
      expect(salesSummary(file).deals.map(({ status, amounts }) => [status, amounts])).toEqual([
        ['won', [{ currency: 'USD', amount: '25000.00' }]],
        ['open', [{ currency: 'USD', amount: '250000.00' }]],
      ])
      const loaded = await read(sample('salesforce.dataloader-opportunity'))
      expect(conversions(loaded)[0]?.['transaction_id']).toBe(
        conversions(file)[0]?.['transaction_id'],
      )
    })

    it('of Pipedrive have one deal, won when it was', async () => {
      const file = await read(sample('pipedrive.deals'))
      expect(conversions(file)).toEqual([
        expect.objectContaining({ ts: '2026-10-01T10:00:00', value: '25000.00', status: 'won' }),
      ])
      await expect(read(sample('pipedrive.official-sample-header'))).rejects.toThrow(FileError)
    })
  })
