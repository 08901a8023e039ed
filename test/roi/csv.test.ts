import { describe, expect, it } from 'vitest'
import { toCsv } from '../../collector/roi/csv.ts'
import { type CreditCell, roiReport } from '../../collector/roi/report.ts'
import type { Dimension } from '../../shared/wire/roi.ts'
import { cost, credit, SEARCH, touches } from './cells.ts'

function csv(by: Dimension[], credits: CreditCell[]) {
  const input = { by, currency: 'EUR', today: 20261130, credits }
  const costs = [cost(SEARCH, 50_000), cost({}, 4800)]
  return toCsv(roiReport({ ...input, touches: [touches(SEARCH, 7)], costs }), by)
}

const sold = (campaign: string) =>
  credit({ tuple: { ...SEARCH, campaign }, conversions: 1_500_000, value: 13_485 })

describe('a report as CSV', () => {
  it('has a line for each row and for what is no row', () => {
    const lost = credit({ tuple: null, reason: 'no_id', conversions: 1_000_000, value: 1000 })
    expect(csv(['channel', 'month'], [sold('autumn'), lost])).toBe(
      [
        'row_type,channel,month,touches,conversions,value,cost,profit,roi,roas,cpa',
        'row,Paid Search,2026-11,7,1.5,134.85,500.00,-365.15,-0.7303,0.2697,333.33',
        'unattributed,,,,1,10.00,,,,,',
        'overhead,,,,,,48.00,,,,',
        'total,,,7,2.5,144.85,548.00,-403.15,-0.7357,0.2643,219.20',
        '',
      ].join('\r\n'),
    )
  })

  it.each([
    ['=HYPERLINK("http://evil.example")', `"'=HYPERLINK(""http://evil.example"")"`],
    ['+1', "'+1"],
    ['-1', "'-1"],
    ['@SUM(A1)', "'@SUM(A1)"],
    ['\t=1', "'\t=1"],
    ['\r=1', `"'\r=1"`],
    ['a,b', '"a,b"'],
    ['say "hi"', '"say ""hi"""'],
    ['two\nlines', '"two\nlines"'],
    ['a=1', 'a=1'],
    ["'quoted'", "'quoted'"],
  ])('writes the campaign %j so that a spreadsheet takes it for text', (campaign, cell) => {
    const written = csv(['campaign'], [sold(campaign)])
    expect(written).toContain(`\r\nrow,${cell},0,1.5,134.85,0.00,134.85,,,0.00\r\n`)
  })
})
