import { describe, expect, it } from 'vitest'
import { changeText } from '../../collector/dashboard/views/settings/audit.tsx'
import {
  changesOf,
  type SiteSettings,
  typedOf,
} from '../../collector/dashboard/views/settings/changes.ts'
import { stateOf } from '../../collector/dashboard/views/settings/shares.tsx'

const SETTINGS: SiteSettings = {
  ...{ site: 'shop', domains: ['shop.example'], currency: 'EUR', timezone: 'Europe/Paris' },
  ...{ lookback_days: 90, models: ['linear', 'time_decay'], settings_version: 1 },
  ...{
    default_model: 'linear',
    default_basis: 'conversion_date',
    created_at: '2026-11-01T00:00:00Z',
    status: 'open',
    tag: '',
  },
}

describe('a form of settings', () => {
  const changed = (typed: Partial<ReturnType<typeof typedOf>>) =>
    changesOf(SETTINGS, { ...typedOf(SETTINGS), ...typed })

  it('sends what was changed, and nothing of what was not', () => {
    expect(changed({})).toEqual({})
    expect(changed({ timezone: ' Europe/Paris ' })).toEqual({})
    expect(changed({ currency: 'SEK' })).toEqual({ currency: 'SEK' })
  })

  it('takes lists by lines, and leaves empty ones out', () => {
    expect(changed({ domains: 'shop.example\n\n www.shop.example \n' })).toEqual({
      domains: ['shop.example', 'www.shop.example'],
    })
    expect(changed({ goal_lookback_days: 'lead=30' })).toEqual({ goal_lookback_days: ['lead=30'] })
  })

  it('sends days as a number, and what is none as it is, for the collector to refuse', () => {
    expect(changed({ lookback_days: '30' })).toEqual({ lookback_days: 30 })
    expect(changed({ lookback_days: 'a month' })).toEqual({ lookback_days: 'a month' })
  })
})

describe('a shared link', () => {
  const share = { id: 'a', name: 'b', created_at: '2026-11-01T00:00:00Z' }
  const now = Date.parse('2026-11-20T12:00:00Z')
  const state = (expires_at: string | null, revoked_at: string | null = null) =>
    stateOf({ ...share, expires_at, revoked_at }, now)

  it('is good until its end, without an end for ever, and revoked whenever that was', () => {
    expect(state(null)).toBe('good')
    expect(state('2026-11-20T12:00:01Z')).toBe('good')
    expect(state('2026-11-20T12:00:00Z')).toBe('over')
    expect(state('2026-11-20T12:00:01Z', '2026-11-02T00:00:00Z')).toBe('revoked')
  })
})

describe('an entry of the audit trail', () => {
  it('says what has changed, and not what has not', () => {
    const before = { value: '73.05', touches: 1, fingerprint: 'a' }
    expect(changeText(before, { value: '33.72', touches: 1, fingerprint: 'b' })).toBe(
      'value 73.05 → 33.72',
    )
    expect(changeText(before, { ...before, fingerprint: 'b' })).toBe('credited otherwise')
  })

  it('says what is new, and what is gone', () => {
    expect(changeText(null, { value: '1.00' })).toBe('value 1.00')
    expect(changeText({ value: '1.00' }, null)).toBe('taken away')
  })
})
