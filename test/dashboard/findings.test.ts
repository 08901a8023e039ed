import { describe, expect, it } from 'vitest'
import { findingsOf, isBeyondChance } from '../../collector/dashboard/views/overview/findings.ts'
import type { Row } from '../../collector/dashboard/views/overview/lines.ts'
import type { RoiAnswer } from '../../shared/wire/answers/roi.ts'

/** A channel with its figures as the API would give them, for whole amounts. */
function channel(name: string, value: number, cost: number | null, conversions = 40): Row {
  const profit = cost === null ? null : (value - cost).toFixed(2)
  return {
    ...{ channel: name, touches: 100, conversions: String(conversions), value: value.toFixed(2) },
    ...{ cost: cost === null ? null : cost.toFixed(2), profit },
    ...{ roi: cost ? (value - cost) / cost : null, roas: null, cpa: null },
  }
}

function report(rows: Row[], coverage: number | null = 0.95): RoiAnswer {
  const value = rows.reduce((sum, row) => sum + Number(row.value), 0).toFixed(2)
  return { rows, total: { value }, meta: { coverage, eligible: 200 } } as unknown as RoiAnswer
}

const found = (rows: Row[], before?: Row[], coverage?: number) =>
  findingsOf({
    now: report(rows, coverage),
    before: before && report(before),
  }).map((finding) => ('row' in finding ? `${finding.kind} ${finding.row.channel}` : finding.kind))

describe('what is worth a look', () => {
  it('is a channel that costs more than it is credited with', () => {
    expect(found([channel('Display', 60, 100), channel('Email', 90, 0)])).toEqual(['loss Display'])
  })

  it('is not one that just earns its cost, nor one that costs nothing', () => {
    expect(found([channel('Display', 100, 100), channel('Email', 0, 0)])).toEqual([])
  })

  it('names the greater loss first, and no more than two', () => {
    const rows = [channel('Display', 60, 100), channel('Audio', 0, 200), channel('Video', 90, 95)]
    expect(found([...rows, channel('Email', 500, 0)])).toEqual(['loss Audio', 'loss Display'])
  })

  it('says of a loss with few conversions that it may be chance', () => {
    const isFew = (conversions: number) =>
      findingsOf({
        now: report([channel('Display', 60, 100, conversions)]),
        before: undefined,
      }).map((finding) => finding.kind === 'loss' && finding.isFew)
    expect(isFew(9)).toEqual([true])
    expect(isFew(10)).toEqual([false])
  })

  it('calls nothing a loss where conversions have no value at all', () => {
    expect(found([channel('Display', 0, 100), channel('Paid Search', 0, 300)])).toEqual([])
  })

  it('is how far apart the channels are that take a real share of the spend', () => {
    const rows = [channel('Paid Search', 1500, 500), channel('Paid Social', 600, 400)]
    const small = channel('Email', 900, 40)
    const [finding] = findingsOf({ now: report([...rows, small]), before: undefined })
    expect(finding?.kind === 'spread' && [finding.best.channel, finding.worst.channel]).toEqual([
      ...['Paid Search', 'Paid Social'],
    ])
  })

  it('ranks no channel by an ROI of a handful of conversions', () => {
    const rows = [channel('Paid Search', 1500, 500), channel('Paid Social', 600, 400, 9)]
    expect(found(rows)).toEqual([])
  })

  it('is a change of conversions beyond chance, the greater change of value first', () => {
    const now = [channel('Email', 900, 0, 30), channel('Direct', 100, 0, 10)]
    const before = [channel('Email', 300, 0, 10), channel('Direct', 1500, 0, 40)]
    expect(found(now, before)).toEqual(['moved Direct', 'moved Email'])
  })

  it('is no change that chance explains, and none of a channel that was not there', () => {
    const now = [channel('Email', 900, 0, 45), channel('Podcast', 100, 0, 50)]
    expect(found(now, [channel('Email', 500, 0, 30)])).toEqual([])
  })

  it('is a cost that is not known, before all else', () => {
    const rows = [channel('Display', 60, 100), channel('Affiliates', 90, null)]
    expect(found(rows)).toEqual(['cost_unknown Affiliates', 'loss Display'])
  })

  it('is a coverage below four fifths, and not four fifths themselves', () => {
    expect(found([channel('Email', 90, 0)], undefined, 0.79)).toEqual(['coverage'])
    expect(found([channel('Email', 90, 0)], undefined, 0.8)).toEqual([])
  })

  it('is nothing where there is nothing', () => {
    expect(found([])).toEqual([])
  })
})

describe('two counts', () => {
  it('differ beyond chance from two standard errors on', () => {
    // Two standard errors are 2 · √96 = 19.6 for 60 and 36, and 2 · √91 = 19.1 for 55 and 36.
    expect(isBeyondChance(60, 36)).toBe(true)
    expect(isBeyondChance(36, 60)).toBe(true)
    expect(isBeyondChance(55, 36)).toBe(false)
    expect(isBeyondChance(0, 0)).toBe(false)
  })
})
