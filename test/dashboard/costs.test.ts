import { describe, expect, it } from 'vitest'
import {
  aliasOf,
  meaningOf,
  OTHER,
  takenBack,
} from '../../collector/dashboard/views/costs/alias.ts'
import { askedFor, chosen, NO_CHOICES } from '../../collector/dashboard/views/costs/choices.ts'
import { costId, costOf, taken } from '../../collector/dashboard/views/costs/cost-form.ts'
import {
  columnsOf,
  guessed,
  MEANINGS,
  mapText,
  missingIn,
  platformOf,
  textOf,
  withMeaning,
} from '../../collector/dashboard/views/costs/mapping.ts'
import { categoriesOf } from '../../collector/dashboard/views/costs/rows.ts'
import { titleOf } from '../../collector/dashboard/views/costs/words.ts'
import { columnMap } from '../../collector/source/files/mapping.ts'
import { PLAIN_FIELDS } from '../../collector/source/files/sales/order-layouts.ts'

describe('a file that leaves something open', () => {
  it('is asked for by the parameter that its refusal names', () => {
    const dates =
      '"3/4/2026" can be read in two ways, and no other line decides: say which it is with "dates" DMY (the day first) or "dates" MDY (the month first)'
    expect([...askedFor([dates])]).toEqual(['dates'])
    expect([...askedFor(['say the period that it is of with "from" and "to"'])]).toEqual([
      'from',
      'to',
    ])
  })

  it('is not asked for what its lines merely contain', () => {
    expect(askedFor(['"currency of hearts" is no amount', 'the kind is not known']).size).toBe(0)
  })

  it('is sent with nothing but what was chosen', () => {
    expect(chosen(NO_CHOICES)).toEqual({})
    expect(chosen({ ...NO_CHOICES, dates: 'DMY', skip_refused: 'true' })).toEqual({
      dates: 'DMY',
      skip_refused: 'true',
    })
  })
})

describe('a file that no kind recognises', () => {
  const COLUMNS = ['Date', 'Line item', 'Net spend', 'Cur', 'Notes']

  it('has the columns of its fullest line, whichever sign parts them', () => {
    expect(columnsOf('My report\nDate,"Line, item",Net spend\n2026-11-01,A,"1,5"\n')).toEqual([
      ...['Date', 'Line, item', 'Net spend'],
    ])
    expect(columnsOf('Date;Net spend\r\n1.11.2026;1,5\r\n')).toEqual(['Date', 'Net spend'])
    expect(columnsOf('nothing\nof the kind')).toEqual([])
  })

  it('is read as UTF-16 where it is', () => {
    const bytes = new Uint8Array([0xff, 0xfe, 0x44, 0, 0x2c, 0, 0xe9, 0])
    expect(columnsOf(textOf(bytes))).toEqual(['D', 'é'])
    expect(textOf(new TextEncoder().encode('Tag;Größe'))).toBe('Tag;Größe')
  })

  it('has meanings by the names of its columns, each once', () => {
    expect(guessed(COLUMNS, 'costs')).toEqual({
      ...{ Date: 'day', 'Line item': 'campaign', 'Net spend': 'cost', Cur: 'currency' },
    })
    expect(guessed(['Cost', 'Spend'], 'costs')).toEqual({ Cost: 'cost' })
    expect(guessed(['Date', 'toString', 'Order ID', 'E-mail'], 'orders')).toEqual({
      ...{ 'Order ID': 'transaction_id', 'E-mail': 'email' },
    })
  })

  it('gives a meaning to one column, which takes it from another', () => {
    expect(withMeaning({ A: 'cost', B: 'day' }, 'C', 'cost')).toEqual({ B: 'day', C: 'cost' })
    expect(withMeaning({ A: 'cost' }, 'A', '')).toEqual({})
  })

  it('is mapped as the command line takes it, once all is said that must be', () => {
    const chosen = guessed(COLUMNS, 'costs')
    expect(mapText(chosen, 'costs', 'my_dsp')).toBe(
      '{"platform":"my_dsp","cost":"Net spend","day":"Date","campaign":"Line item","currency":"Cur"}',
    )
    expect(mapText(chosen, 'costs', '')).toBe('')
    expect(mapText({ A: 'transaction_id', B: 'ts' }, 'orders', '')).toBe('')
    expect(missingIn({ A: 'transaction_id', B: 'ts' }, 'orders')).toEqual(['value'])
  })

  it('may mean whatever a mapping knows, and nothing else', () => {
    const { platform: _, ...columns } = columnMap.shape
    expect(Object.keys(MEANINGS.costs).toSorted()).toEqual(Object.keys(columns).toSorted())
    expect(Object.keys(MEANINGS.orders).toSorted()).toEqual(Object.keys(PLAIN_FIELDS).toSorted())
  })

  it('is kept under a name that is made of its own', () => {
    expect(platformOf('My DSP – November.csv')).toBe('my_dsp_november')
    expect(platformOf('.csv')).toBe('other')
  })
})

const WRITTEN = {
  ...{ category: 'agency', from: '2026-11-01', to: '2026-11-30', amount: '1200.50' },
  ...{ currency: 'EUR', channel: '', source: '', medium: '', campaign: '' },
}

describe('a cost that is written by hand', () => {
  it('names nothing that was left open', () => {
    expect(costOf({ ...WRITTEN, channel: 'Email' }, 'id-1')).toEqual({
      external_id: 'id-1',
      category: 'agency',
      from: '2026-11-01',
      to: '2026-11-30',
      amount: '1200.50',
      currency: 'EUR',
      channel: 'Email',
    })
  })

  it('may have a decimal comma, and is otherwise sent as it was written', () => {
    expect(costOf({ ...WRITTEN, amount: ' 12,5 ' }, 'id')['amount']).toBe('12.5')
    expect(costOf({ ...WRITTEN, amount: '1,200,50' }, 'id')['amount']).toBe('1.200,50')
  })

  it('is of one day where no last day is written', () => {
    expect(costOf({ ...WRITTEN, to: '' }, 'id')['to']).toBe('2026-11-01')
  })

  it('is taken back by the same cost of nothing', () => {
    expect(taken({ external_id: 'id', amount: '12.00', currency: 'EUR' })).toEqual({
      ...{ external_id: 'id', amount: '0', currency: 'EUR' },
    })
  })

  it('has an id of its own', () => {
    expect(costId(new Uint8Array([0, 10, 255]))).toBe('by-hand-000aff')
  })
})

const CAMPAIGN = { platform: 'google_ads', account: 'A', campaign_id: '22', campaign: 'Brand' }
const OFFERED = [
  {
    ...{ source: 'google', medium: 'cpc', campaign: 'brnd' },
    ...{ touches: 3, conversions: '1', value: '9.00', cost: '0.00', roi: null },
  },
]

describe('a campaign that meets no touches', () => {
  it('is mapped by its id, whatever the account', () => {
    const means = meaningOf('0', '', OFFERED)
    expect(aliasOf(CAMPAIGN, means ?? null)).toEqual({
      platform: 'google_ads',
      campaign_id: '22',
      means: { source: 'google', medium: 'cpc', campaign: 'brnd' },
    })
  })

  it('is mapped by its name in its account where it has no id', () => {
    expect(aliasOf({ ...CAMPAIGN, campaign_id: '' }, { campaign: 'brnd' })).toEqual({
      ...{ platform: 'google_ads', account: 'A', campaign: 'Brand' },
      means: { campaign: 'brnd' },
    })
  })

  it('means what is written where none of those offered is it, and nothing before that', () => {
    expect(meaningOf(OTHER, ' brnd ', OFFERED)).toEqual({ campaign: 'brnd' })
    expect(meaningOf(OTHER, ' ', OFFERED)).toBeUndefined()
    expect(meaningOf('', 'brnd', OFFERED)).toBeUndefined()
  })

  it('is taken back as it was said', () => {
    const said = { ...CAMPAIGN, means: { source: '', medium: '', campaign: 'brnd' } }
    expect(takenBack({ ...said, said_by: 'Ana', said_at: '2026-11-20T12:00:00Z' })).toEqual({
      ...CAMPAIGN,
      means: null,
    })
  })
})

describe('kinds of costs', () => {
  it('are drawn with the dearest first', () => {
    const rows = [
      { costs: { agency: '10.00', ad_spend: '9.00' } },
      { costs: { ad_spend: '9.00' } },
      {},
    ]
    expect(categoriesOf(rows)).toEqual(['ad_spend', 'agency'])
  })

  it('are called as people call them', () => {
    expect(titleOf('ad_spend')).toBe('Ad spend')
  })
})
