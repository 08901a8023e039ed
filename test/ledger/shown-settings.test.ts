import { beforeEach, describe, expect, it } from 'vitest'
import type { Settings } from '../../collector/ledger/facts.ts'
import type { SqliteSite } from '../../collector/ledger/sqlite/site.ts'
import {
  append,
  conversion,
  DAY,
  hit,
  newShop,
  START,
  settleAll,
  tagged,
  visitorUuid,
} from './shop.ts'

describe('settings that no figure follows from', () => {
  const shown = { defaultModel: 'linear', defaultBasis: 'touch_date' } as const
  let site: SqliteSite
  let at: number

  beforeEach(() => {
    site = newShop()
    at = START
    append(site, {
      hits: [hit(1, 1, START, tagged('google', 'cpc'))],
      conversions: [conversion('A', START + DAY, { visitor: visitorUuid(1) })],
    })
    settleAll(site)
  })

  const change = (more: Partial<Settings>) => {
    at += 1000
    const next = { ...site.state().settings, ...more }
    return site.change({ kind: 'settings', settings: next, owner: 'ana', at })
  }

  it('are those of the generation that is shown, which stays', () => {
    const { generation } = site.freshness()
    expect(change(shown)).toMatchObject({ settingsVersion: 2, settings: shown })
    expect(site.waits).toBe(false)
    expect(site.freshness()).toMatchObject({ generation, settingsVersion: 2, settings: shown })
  })

  it('let a generation that is being built go on, which is of them then', () => {
    const { generation } = site.freshness()
    change({ lookbackDays: 30 })
    site.settle({ conversions: 1 }, at)
    change(shown)
    expect(site.freshness()).toMatchObject({ generation, settingsVersion: 1, building: true })
    settleAll(site)
    expect(site.freshness()).toMatchObject({
      ...{ generation: generation + 1, settingsVersion: 3, building: false },
      settings: { ...shown, lookbackDays: 30 },
    })
  })

  it('let a proof go on, which still proves', () => {
    site.startProof(at)
    change(shown)
    expect(site.proof().state).toBe('running')
    settleAll(site)
    expect(site.proof()).toMatchObject({ state: 'done', ok: true })
    expect(site.freshness()).toMatchObject({ settingsVersion: 2, building: false })
  })

  it('look like others that are changed with them, which are derived anew', () => {
    change({ ...shown, countUnconfirmed: true })
    expect(site.freshness()).toMatchObject({ settingsVersion: 1, building: true })
  })
})
