import { describe, expect, it } from 'vitest'
import { changed, hrefOf, placeOf, toView } from '../../collector/dashboard/state/place.ts'
import { filterValue, only, reportQuery } from '../../collector/dashboard/state/question.ts'

const at = (address: string) => placeOf(new URL(address, 'http://t.shop.example'))

describe('the address', () => {
  it('is one for one place, in whatever order it was come to', () => {
    const place = at('/?model=linear&channel=Email')
    expect(hrefOf(place)).toBe('/?channel=Email&model=linear')
    expect(hrefOf(changed(changed(at('/'), { model: 'linear' }), { channel: 'Email' }))).toBe(
      hrefOf(place),
    )
  })

  it('says nothing of what is as it is by default', () => {
    expect(hrefOf(changed(at('/?model=linear'), { model: undefined }))).toBe('/')
    expect(hrefOf(changed(at('/?model=linear'), { model: '' }))).toBe('/')
  })

  it('comes back whatever a name holds', () => {
    const place = changed(at('/'), { campaign: 'a&b=c, d?#é' })
    expect(at(hrefOf(place))).toEqual(place)
  })

  it('of no page is the overview', () => {
    expect(at('/nowhere').view).toBe('overview')
  })
})

describe('another page', () => {
  it('has the same period, model and filters, and not what was of the last alone', () => {
    const place = at('/?site=shop&period=today&channel=Email&model=linear&explain=cell%3Dtotal')
    expect(toView(place, 'overview').params).toEqual({
      ...{ site: 'shop', period: 'today', channel: 'Email', model: 'linear' },
    })
  })
})

describe('a report', () => {
  const period = { from: 20260201, to: 20260228 }

  it('is asked what the address says, and nothing of the page alone', () => {
    const { params } = at('/?site=shop&model=linear&country=DE,FR&sort=roi')
    expect(reportQuery(params, period)).toEqual({
      ...{ site: 'shop', from: '2026-02-01', to: '2026-02-28', model: 'linear' },
      ...{ basis: undefined, goal: undefined, value: undefined, country: 'DE,FR' },
    })
  })

  it('that knows less is asked less', () => {
    expect(only({ site: 'shop', basis: 'touch_date' }, ['site'])).toEqual({ site: 'shop' })
  })
})

describe('the value of a filter', () => {
  it.each([
    ['Email', 'Email'],
    ['', '(none)'],
    ['a, b', 'a\\, b'],
    ['!sale', '\\!sale'],
    ['sale!', 'sale!'],
  ])('%j is written %j', (value, written) => {
    expect(filterValue(value)).toBe(written)
  })
})
