import { expect, test } from 'vitest'
import { roiReport } from '../../collector/roi/report.ts'
import { Progress } from '../../demo/progress.ts'
import { roiTable } from '../../demo/table.ts'

const nothing = {
  ...{ refunded: 0, tax: 0, shipping: 0, total: 0, costOfGoods: 0, discount: 0 },
  ...{ goodsReturned: 0, discountReturned: 0, fxDifference: 0 },
}

test('the table has a line for each channel, and the sums below', () => {
  const tuple = { channel: 'Paid Search', source: 'google', medium: 'cpc', campaign: 'autumn' }
  const report = roiReport({
    by: ['channel'],
    currency: 'EUR',
    today: 20261130,
    credits: [
      {
        ...nothing,
        tuple,
        day: 20261102,
        stage: 'unknown',
        conversions: 1_500_000,
        value: 123_485,
      },
      {
        ...nothing,
        tuple: null,
        reason: 'consent',
        day: 20261102,
        stage: 'unknown',
        conversions: 1_000_000,
        value: 1000,
      },
    ],
    touches: [{ tuple, day: 20261102, touches: 1234 }],
    costs: [
      { scope: tuple, category: 'ad_spend', day: 20261102, amount: 50_000, accrues: false },
      { scope: {}, category: 'personnel', day: 20261102, amount: 10_000, accrues: true },
    ],
  })
  expect(roiTable(report)).toBe(
    [
      'Channel       Touches  Orders     Value    Cost  Profit    ROI  ROAS     CPA',
      '────────────────────────────────────────────────────────────────────────────',
      'Paid Search     1,234     1.5  1,234.85  500.00  734.85  147 %  2.47  333.33',
      '────────────────────────────────────────────────────────────────────────────',
      'unattributed        –       1     10.00       –       –      –     –       –',
      'overhead            –       –         –  100.00       –      –     –       –',
      'total           1,234     2.5  1,244.85  600.00  644.85  107 %  2.07  240.00',
    ].join('\n'),
  )
})

/** Shows ten steps, 300 ms apart, and gives what was written. */
function shown(isTTY: boolean): string[] {
  const written: string[] = []
  let now = 0
  const out = { isTTY, write: (text: string | Uint8Array) => written.push(String(text)) > 0 }
  const progress = new Progress(out, () => now)
  for (let done = 1; done <= 10; done++, now += 300) progress.show('orders', done, 10)
  return written
}

test('progress is a plain line a second where there is no terminal, and the last in any case', () => {
  expect(shown(false)).toEqual([
    '   1 of 10 orders\n',
    '   5 of 10 orders\n',
    '   9 of 10 orders\n',
    '  10 of 10 orders\n',
  ])
})

test('progress is one line that is drawn again on a terminal', () => {
  const written = shown(true)
  expect(written).toHaveLength(10)
  expect(written.every((text) => text.startsWith('\r'))).toBe(true)
  expect(written.join('').split('\n')).toHaveLength(2)
})
