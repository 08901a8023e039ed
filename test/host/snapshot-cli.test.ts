import { join } from 'node:path'
import { beforeAll, describe, expect, it } from 'vitest'
import { openSiteFile } from '../../collector/ledger/sqlite/site-file.ts'
import { dataFolder, pathworth, pathworthJson, run, startCollector } from './collector-process.ts'
import { newSale, postOrder, postVisit, type Shop } from './shop.ts'

const CREATE = [
  ...['site', 'create', 'shop', '--domain', 'shop.example'],
  ...['--currency', 'EUR', '--timezone', 'Europe/Paris'],
]

interface Listed {
  site: string
  snapshots: { id: string; created_at: string; note: string; bytes: number; facts: object }[]
}

interface Restored {
  restored: boolean
  undone: Record<string, number>
  brought_back: Record<string, number>
  undo: string
  keys_valid_again: string[]
}

const folder = dataFolder()
let shop: Shop

beforeAll(async () => {
  const { keys } = await pathworthJson<{ keys: { write: string; read: string } }>(folder, ...CREATE)
  shop = { url: '', site: 'shop', ...keys }
})

/** Starts a collector, sells something, and stops it. */
async function sell(order: string): Promise<void> {
  const collector = await startCollector(folder)
  const sale = newSale(order, Date.now())
  await postVisit({ ...shop, url: collector.url }, sale)
  await postOrder({ ...shop, url: collector.url }, sale)
  await collector.stop()
}

const snapshot = <Answer>(...words: string[]) => pathworthJson<Answer>(folder, 'snapshot', ...words)

describe('snapshots from the command line, with no collector running', () => {
  it('are made, listed, and restored after a yes', async () => {
    await sell('1')
    const made = await snapshot<{ id: string }>('create', 'shop', '--note', 'before the sale')
    const key = await pathworthJson<{ id: string }>(
      folder,
      ...['key', 'create', 'shop', '--scope', 'read', '--holder', 'Ana'],
    )
    await sell('2')
    const { snapshots } = await snapshot<Listed>('list', 'shop')
    expect(snapshots).toEqual([
      {
        id: made.id,
        site: 'shop',
        created_at: expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/),
        note: 'before the sale',
        bytes: expect.any(Number),
        facts: { hits: 1, conversions: 1, refunds: 0, identities: 0, costs: 0 },
      },
    ])
    const table = (await pathworth(folder, 'snapshot', 'list', 'shop')).out
    expect(table).toContain(`${made.id}  ${snapshots[0]?.created_at}`)
    expect(table).toContain('1 hits, 1 conversions  before the sale')

    const asked = await pathworth(folder, 'snapshot', 'restore', 'shop', made.id)
    expect(asked.code).toBe(1)
    expect(asked.out).toContain('Facts after it, undone: 1 hits, 1 conversions.')
    expect(asked.out).toContain('Nothing was changed: add --yes to do it.')
    expect((await snapshot<Listed>('list', 'shop')).snapshots).toHaveLength(1)

    const restored = await snapshot<Restored>('restore', 'shop', made.id, '--yes')
    expect(restored).toMatchObject({
      restored: true,
      undone: { hits: 1, conversions: 1 },
      brought_back: { hits: 0, conversions: 0 },
      keys_valid_again: [],
    })
    const status = await pathworthJson<{ facts: object }>(folder, 'site', 'status', 'shop')
    expect(status.facts).toMatchObject({ hits: 1, conversions: 1 })
    const { keys } = await pathworthJson<{ keys: { id: string }[] }>(folder, 'key', 'list', 'shop')
    expect(keys.map(({ id }) => id)).not.toContain(key.id)
    expect((await pathworth(folder, 'verify')).code).toBe(0)

    const undone = await pathworth(folder, 'snapshot', 'restore', 'shop', restored.undo, '--yes')
    expect(undone.out).toContain('Facts brought back: 1 hits, 1 conversions.')
    expect(undone.out).toMatch(/To undo this: npm run pathworth -- snapshot restore shop \S+ --yes/)
    const again = await pathworthJson<{ facts: object }>(folder, 'site', 'status', 'shop')
    expect(again.facts).toMatchObject({ hits: 2, conversions: 2 })
  })

  it('tell which keys are valid again that were revoked since', async () => {
    const key = await pathworthJson<{ id: string }>(
      folder,
      ...['key', 'create', 'shop', '--scope', 'read', '--holder', 'Ben'],
    )
    const { id } = await snapshot<{ id: string }>('create', 'shop')
    await pathworthJson(folder, 'key', 'revoke', 'shop', key.id)
    const { out } = await pathworth(folder, 'snapshot', 'restore', 'shop', id, '--yes')
    expect(out).toContain(`Key ${key.id} was revoked since then, and is valid again`)
  })

  it('of a site that has moved out are not restored: it would be in two places', async () => {
    const elsewhere = dataFolder()
    await pathworthJson(elsewhere, ...CREATE)
    const { id } = await pathworthJson<{ id: string }>(elsewhere, 'snapshot', 'create', 'shop')
    const moving = openSiteFile(join(elsewhere, 'sites', 'shop.db'), { readOnly: false })
    moving.change({ kind: 'status', status: 'moved_out', note: 'to the cloud' })
    moving.close()
    const { code, err } = await pathworth(elsewhere, 'snapshot', 'restore', 'shop', id, '--yes')
    expect({ code, err }).toEqual({
      code: 1,
      err: 'shop is not open here (moved_out, to the cloud): restore it where it is\n',
    })
  })

  it.each([
    [['list', 'other'], 1, 'there is no site "other"'],
    [['create', 'other'], 1, 'there is no site "other"'],
    [['create', 'shop', '--note', 'x'.repeat(201)], 2, 'has more than 200 characters'],
    [['restore', 'shop', '20261130T101500123Z-4f9a'], 1, '"shop" has no snapshot'],
    [['restore', 'shop', '20261130T101500123Z-4f9a', '--yes'], 1, '"shop" has no snapshot'],
    [['restore', 'shop', '../shop', '--yes'], 2, 'is no id of a snapshot'],
    [['restore', 'shop'], 2, '<id> is missing'],
  ])('%j is refused', async (words, exit, named) => {
    const { code, err } = await pathworth(folder, 'snapshot', ...words)
    expect(code).toBe(exit)
    expect(err).toContain(named)
  })
})

describe('snapshots from the command line, beside a collector', () => {
  it('are restored by the collector, which goes on with the site as it was', async () => {
    const collector = await startCollector(folder)
    const here = { ...shop, url: collector.url }
    const { id } = await snapshot<{ id: string }>('create', 'shop')
    const sale = newSale('late', Date.now())
    expect((await postVisit(here, sale)).body).toMatchObject({ accepted: 1 })
    await snapshot('restore', 'shop', id, '--yes')
    expect((await postVisit(here, sale)).body).toMatchObject({ accepted: 1, duplicate: 0 })
    const cli = await run('collector/host/cli.ts', ['snapshot', 'list', 'shop'], {
      PATHWORTH_DATA: folder,
    })
    expect({ code: cli.code, err: cli.err }).toEqual({ code: 0, err: '' })
    expect(cli.out).toContain(`before going back to ${id}`)
    await collector.stop()
  })
})
