import { describe, expect, it } from 'vitest'
import { doorOf, type ImportDoor, planImport, takeIn } from '../../collector/ledger/importing.ts'
import type { SqliteSite } from '../../collector/ledger/sqlite/site.ts'
import type { ReadSpend, SpendRow } from '../../collector/source/files/spend.ts'
import { addDays } from '../../shared/dates.ts'
import { append, importSteps, newShop, START, spend } from './shop.ts'

const door = (site: SqliteSite): ImportDoor =>
  doorOf({
    append: async (batch) => append(site, batch),
    report: async (query) => site.report(query),
  })

const provenance = { source: 'cli', owner: 'cli', schemaVersion: 1, receivedAt: START } as const
const file = (id: string) => ({ id, fileName: 'ads.csv', sha256: 'ab'.repeat(32) })

/** Rows of the lines 2, 3… */
const read = (...rows: Parameters<typeof spend>[]): ReadSpend => ({
  ...{ family: 'spend', kind: 'google_ads', refused: [], notes: [] },
  rows: rows.map((row, at): SpendRow => ({ line: at + 2, ...spend(...row) })),
})

/** So many days of one campaign; each costs 1.00. */
const days = (count: number, campaign = 'autumn') =>
  Array.from(
    { length: count },
    (_, day): Parameters<typeof spend> => [100, { campaign, from: addDays(20150101, day) }],
  )

function total(site: SqliteSite): number {
  const query = { kind: 'roi', from: 20100101, to: 20301231, by: ['channel'] } as const
  const report = { goal: 'purchase', model: 'linear', basis: 'conversion_date' } as const
  return site.report({ ...query, ...report }).costs.reduce((sum, { amount }) => sum + amount, 0)
}

const LARGE = read(...days(2500), ...days(2500, 'winter'))

describe('a file of many rows', () => {
  it('goes in by slices, and counts as a whole', async () => {
    const site = newShop()
    const plan = await planImport(LARGE, door(site))
    const seen: [string, number][] = []
    const watched: ImportDoor = {
      ...door(site),
      step: async (step) => {
        const answer = await door(site).step(step)
        seen.push([step.step, total(site)])
        return answer
      },
    }
    await takeIn(plan, file('a'), provenance, watched)
    expect(seen).toEqual([
      ['begin', 0],
      ...[...Array(3)].map(() => ['rows', 0]),
      ['apply', 500_000],
    ])
    expect(site.report({ kind: 'imports', limit: 1 }).imports).toMatchObject([
      { rows: 5000, from: 20150101, to: addDays(20150101, 2499), spend: [{ amount: 500_000 }] },
    ])
    expect(await planImport(LARGE, door(site))).toMatchObject({ unchanged: 5000, replaces: 0 })
  })

  it.each([1, 2, 3, 4])('that breaks off before its step %i counts for nothing', async (last) => {
    const site = newShop()
    const plan = await planImport(LARGE, door(site))
    let steps = 0
    const broken: ImportDoor = {
      ...door(site),
      step: (step) => (steps++ < last ? door(site).step(step) : Promise.reject(new Error('gone'))),
    }
    await expect(takeIn(plan, file('a'), provenance, broken)).rejects.toThrow('gone')
    expect(total(site)).toBe(0)
    expect(await planImport(LARGE, door(site))).toMatchObject({ unchanged: 0, replaces: 0 })
    await takeIn(await planImport(LARGE, door(site)), file('b'), provenance, door(site))
    expect(total(site)).toBe(500_000)
  })

  it('is refused beyond 100,000 days', async () => {
    const ranges = Array.from(
      { length: 28 },
      (_, at): Parameters<typeof spend> => [
        100,
        { campaign: `c${at}`, from: 20150101, to: addDays(20150101, 3599) },
      ],
    )
    await expect(planImport(read(...ranges), door(newShop()))).rejects.toThrow(
      'the file has costs of 100800 days, each campaign by itself, and an import may have 100000',
    )
    const plan = await planImport(read(...ranges.slice(1)), door(newShop()))
    expect(plan.rows).toHaveLength(27)
  })

  it('has a line refused that is of more than ten years', async () => {
    const given = read([100, { from: 20150101, to: 20260101 }], [7, { campaign: 'winter' }])
    const { refused, rows } = await planImport(given, door(newShop()))
    expect(refused).toMatchObject([{ line: 2, reason: expect.stringContaining('3660 days') }])
    expect(rows.map(({ line }) => line)).toEqual([3])
  })
})

describe('two imports at a time', () => {
  it('are taken in the order in which they began, and the earlier one is refused afterwards', async () => {
    const site = newShop()
    const [begin, rows, apply] = importSteps('early', [spend(100)])
    for (const step of [begin, rows]) if (step) append(site, { imports: [step] })
    append(site, { imports: importSteps('late', [spend(70)]) })
    expect(append(site, { imports: apply ? [apply] : [] }).imports).toEqual([
      {
        ...{ outcome: 'refused', why: 'conflict' },
        reason: 'another import took the place of rows of import early meanwhile: send it again',
      },
    ])
    expect(total(site)).toBe(70)
  })

  it('are refused as one when they would count twice', async () => {
    const site = newShop()
    const plan = await planImport(read([100, { to: 20260930 }]), door(site))
    append(site, { imports: importSteps('other', [spend(7, { from: 20260915 })]) })
    await expect(takeIn(plan, file('a'), provenance, door(site))).rejects.toThrow(
      'meets on 2026-09-15 of import other',
    )
    expect(total(site)).toBe(7)
  })
})
