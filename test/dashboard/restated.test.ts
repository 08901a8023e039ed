import { describe, expect, it } from 'vitest'
import { closedText, restatedText } from '../../collector/dashboard/ui/restated.ts'

describe('what has moved since a period was closed', () => {
  it('is told with its sign, and only where something has moved', () => {
    const moved = { conversions: '-0.5', value: '-65.00', cost: '5.00' }
    expect(restatedText(moved, 'EUR', 'en-GB')).toBe('conversions -0.5, value -€65.00, cost +€5.00')
    expect(restatedText({ conversions: '0', value: '0.00', cost: '0.00' }, 'EUR', 'en-GB')).toBe('')
  })

  it('says when a cost is not known any more', () => {
    expect(restatedText({ cost: null }, 'EUR', 'en-GB')).toBe('cost is not known')
  })

  it('stands beside the days of the period', () => {
    const period = { from: '2026-10-01', to: '2026-10-31', kept: false }
    expect(closedText(period, 'EUR')).toBe(
      '2026-10-01 to 2026-10-31 is closed: nothing has moved since.',
    )
    expect(closedText({ ...period, restated: null }, 'EUR')).toBe(
      "2026-10-01 to 2026-10-31 is closed: how far its figures have moved can't be told.",
    )
  })
})
