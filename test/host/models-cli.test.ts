import { join } from 'node:path'
import { beforeEach, describe, expect, it } from 'vitest'
import { openSiteFile } from '../../collector/ledger/sqlite/site-file.ts'
import { verifySite } from '../../collector/ledger/sqlite/verify.ts'
import {
  append,
  conversion,
  DAY,
  hit,
  MINUTE,
  START,
  settleAll,
  tagged,
  visitorUuid,
} from '../ledger/shop.ts'
import { dataFolder, pathworth, pathworthJson, startCollector } from './collector-process.ts'

const CREATE = ['--domain', 'shop.example', '--currency', 'EUR', '--timezone', 'Europe/Paris']
const PERIOD = ['--from', '2026-09-01', '--to', '2026-11-20']
const FIT = ['models', 'fit', 'markov', '--site', 'shop', ...PERIOD]

let folder: string
const file = () => join(folder, 'sites', 'shop.db')

beforeEach(async () => {
  folder = dataFolder()
  await pathworthJson(folder, 'site', 'create', 'shop', ...CREATE)
  const site = openSiteFile(file(), { readOnly: false })
  for (let n = 1; n <= 4; n++) {
    const first = hit(n * 2, n, START, tagged('google', 'cpc'))
    const second = hit(n * 2 + 1, n, START + DAY, tagged('news', 'email'))
    const given = { visitor: visitorUuid(n) }
    append(site, { hits: [first, second] })
    append(site, { conversions: [conversion(`A${n}`, START + DAY + MINUTE, given)] })
  }
  settleAll(site)
  site.close()
})

describe('models', () => {
  it('are fitted, listed, shown and activated without a collector', async () => {
    const { model } = (await pathworthJson(folder, ...FIT, '--order', '2')) as {
      model: { id: string }
    }
    expect(model).toMatchObject({
      ...{ id: 'markov-1', state: 'fitted', active: false, owner: 'cli' },
      parameters: { order: 2 },
      data: { journeys: 4, conversions: 4 },
      channels: [
        { channel: 'Email', effect: 1 },
        { channel: 'Paid Search', effect: 1 },
      ],
    })
    const thin = await pathworth(folder, 'models', 'activate', 'markov-1', '--site', 'shop')
    expect(thin.code).toBe(1)
    expect(thin.err).toMatch(/rests on 4 conversions, fewer than 300.*or say --force/)
    const words = ['models', 'activate', 'markov-1', '--site', 'shop', '--force']
    expect(await pathworthJson(folder, ...words)).toMatchObject({ changed: true })
    expect(verifySite(file())).toMatchObject({ ok: true, pending: 0 })
    const shown = await pathworth(folder, 'models', 'show', 'markov-1', '--site', 'shop')
    expect(shown.out).toMatch(/version +markov-1, active\n/)
    expect(shown.out).toMatch(/Paid Search +1\.0000 +1\.0000 to 1\.0000 +4\n/)
    const list = await pathworth(folder, 'models', 'list', '--site', 'shop')
    expect(list.out).toMatch(/^markov-1 {2}active/)
    expect(await pathworthJson(folder, 'site', 'show', 'shop')).toMatchObject({
      models: expect.arrayContaining(['markov:version=markov-1']),
    })
  })

  it('are fitted by the collector that runs, and shown while it does', async () => {
    const collector = await startCollector(folder)
    expect(await pathworthJson(folder, ...FIT)).toMatchObject({ model: { id: 'markov-1' } })
    const shapley = ['models', 'fit', 'shapley', '--site', 'shop', ...PERIOD]
    expect(await pathworthJson(folder, ...shapley)).toMatchObject({ model: { id: 'shapley-2' } })
    const none = await pathworth(folder, ...FIT, '--goal', 'lead')
    expect(none).toMatchObject({ code: 1, err: expect.stringContaining('markov-3 has failed') })
    await collector.stop()
  })

  it('are fitted on a segment, which is shown with them', async () => {
    const segment = ['--country', 'FR,DE', '--landing-page', '!/sale']
    expect(await pathworthJson(folder, ...FIT, ...segment)).toMatchObject({
      model: {
        data: {
          filters: { country: { is: ['FR', 'DE'] }, landing_page: { not: ['/sale'] } },
          ...{ journeys: 4, conversions: 4 },
        },
      },
    })
    const shown = await pathworth(folder, 'models', 'show', 'markov-1', '--site', 'shop')
    expect(shown.out).toMatch(/of +country is FR or DE; landing_page is not \/sale\n/)
    const none = await pathworth(folder, ...FIT, '--country', '!FR')
    expect(none).toMatchObject({
      code: 1,
      err: expect.stringContaining('in this period and segment'),
    })
    const orders = await pathworth(folder, ...FIT, '--stage', 'acquisition', '--without-lost')
    expect(orders.out).toMatch(/sold by +web, phone\nof +stage is acquisition\n/)
  })

  it('that were begun before the collector was ended are fitted by the next', async () => {
    const site = openSiteFile(file(), { readOnly: false })
    const request = {
      ...({ model: 'markov', order: 1, goal: 'purchase', direct: 'last_resort' } as const),
      ...{ from: 20260901, to: 20261231, withLost: true, seed: 1 },
    }
    site.startFit(request, { source: 'cli', owner: 'cli', receivedAt: START + 90 * DAY })
    site.close()
    const collector = await startCollector(folder)
    for (;;) {
      const list = await pathworthJson(folder, 'models', 'list', '--site', 'shop')
      const { versions } = list as { versions: { id: string }[] }
      if (versions.length > 0) break
    }
    await collector.stop()
  })

  it.each([
    [['fit', 'linear', ...PERIOD], 'model "linear": is one of markov, shapley'],
    [['fit', 'markov', ...PERIOD, '--order', '9'], 'order 9: is a whole number from 1 to 4'],
    [['fit', 'markov', ...PERIOD, '--order', 'two'], '--order two: is no whole number'],
    [['fit', 'markov', ...PERIOD, '--country', ''], 'country "": has an empty value'],
    [
      ['fit', 'markov', ...PERIOD, '--coupon', 'TEN'],
      'with_lost true: is false where journeys are told by their orders (coupon)',
    ],
    [['show', 'nope'], 'id "nope": is no id of a version: "models list" shows them'],
  ])('%j is refused with what is wrong', async ([word = '', ...rest], message) => {
    const answer = await pathworth(folder, 'models', word, ...rest, '--site', 'shop')
    expect(answer).toMatchObject({ code: 2, err: expect.stringContaining(message) })
  })

  it('are not made active by a list of models', async () => {
    const models = ['site', 'set', 'shop', '--models']
    const plain = await pathworth(folder, ...models, 'linear,markov')
    expect(plain.err).toMatch(/"markov": is fitted on journeys: make a version with "models fit"/)
    const other = await pathworth(folder, ...models, 'linear,markov:version=markov-7')
    expect(other.err).toMatch(/"models activate markov-7" makes it so/)
  })
})
