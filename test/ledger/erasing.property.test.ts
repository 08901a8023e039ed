import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import fc from 'fast-check'
import { afterAll, expect, test } from 'vitest'
import type { PersonNamed } from '../../collector/ledger/erasing.ts'
import type { Batch } from '../../collector/ledger/facts.ts'
import type { SqliteSite } from '../../collector/ledger/sqlite/site.ts'
import { createSiteFile } from '../../collector/ledger/sqlite/site-file.ts'
import { verifySite } from '../../collector/ledger/sqlite/verify.ts'
import { runs, TIMEOUT_MS } from './runs.ts'
import { append, DAY, START, settings, settleAll, shopState, visitorUuid } from './shop.ts'
import { GOALS, type Step, steps } from './steps.ts'

const folder = mkdtempSync(join(tmpdir(), 'pathworth-erasing-'))
afterAll(() => rmSync(folder, { recursive: true }))

let files = 0

/** Later than all that the small world says. */
const ERASED_AT = START + 100 * DAY

const MODELS = ['last_non_direct', 'linear'] as const
const customers = { ana: 'ana-the-customer-4711', ben: 'ben-the-customer-815', eva: 'eva-33-33' }
const emails = { 'hash-1': 'hash-1-of-an-address', 'hash-2': 'hash-2-of-an-address' }

/** The identifiers of the small world made long enough to be looked for among bytes. */
function renamed(step: Step): Step {
  if (!('batch' in step)) return step
  const named = JSON.parse(
    JSON.stringify(step.batch, (key, value) => {
      if (key === 'customerId' && value in customers) return customers[value as 'ana']
      if (key === 'emailHash' && value in emails) return emails[value as 'hash-1']
      return value
    }),
  ) as Batch
  for (const hit of named.hits ?? []) Object.assign(hit, personal(hit.visitor, hit.ts, hit.url))
  for (const fact of named.conversions ?? [])
    fact.items = JSON.stringify([
      { item_id: 'lamp', price: 3, engraving: `for ${fact.customerId}` },
    ])
  return { batch: named }
}

const titleOf = (visitor: string) => `letters of ${visitor}`
const clickOf = (visitor: string) => `click-by-${visitor}`

/** What a page may say of who looks at it. */
const personal = (visitor: string, ts: number, url: string) => ({
  title: titleOf(visitor),
  browser: titleOf(visitor),
  url:
    ts % 3 === 0
      ? `${url}${url.includes('?') ? '&' : '?'}gclid=${clickOf(visitor)}&mail=${titleOf(visitor)}#top`
      : url,
})

const person: fc.Arbitrary<PersonNamed> = fc.oneof(
  fc.constantFrom(...Object.values(customers)).map((customerId) => ({ customerId })),
  fc.constantFrom(...Object.values(emails)).map((emailHash) => ({ emailHash })),
  fc.integer({ min: 1, max: 4 }).map((n) => ({ visitor: visitorUuid(n) })),
  fc.integer({ min: 1, max: 6 }).map((n) => ({
    orders: [{ goal: 'purchase', transactionId: `T${n}` }],
  })),
)

/** Figures of reports; journeys without what names a browser. */
function figures(site: SqliteSite): unknown {
  const period = { from: 20260801, to: 20261231 }
  const roi = (['purchase', 'lead', 'deal'] as const).flatMap((goal) =>
    MODELS.flatMap((model) =>
      (['day', 'item', 'landing_page'] as const).map((by) => {
        const asked = { kind: 'roi', ...period, goal, model, basis: 'conversion_date' } as const
        const { asOf: _, generation: _number, ...answer } = site.report({ ...asked, by: [by] })
        return answer
      }),
    ),
  )
  const journeys = GOALS.map((goal) => {
    const costs = { now: ERASED_AT, overhead: true }
    const query = { kind: 'journeys', ...period, goal, limit: 100, costs } as const
    return site.report(query).journeys.map(({ touches, ...journey }) => ({
      ...journey,
      touches: touches.map(({ clickId: _, landingPage: _page, ...touch }) => touch),
    }))
  })
  return { roi, journeys }
}

const playAll = (site: SqliteSite, list: readonly Step[]) => {
  for (const step of list)
    if ('batch' in step) append(site, step.batch)
    else
      site.change({
        ...{ kind: 'settings', settings: { ...settings, ...step.change } },
        ...{ owner: 'test', at: START },
      })
  settleAll(site)
}

function visitorsIn(file: string): Set<string> {
  const database = new Database(file, { readonly: true })
  const rows = database.prepare('SELECT lower(hex(uuid)) FROM visitors').pluck().all()
  database.close()
  return new Set(rows as string[])
}

const WORLD = [1, 2, 3, 4].map(visitorUuid)

/** No trace of a text or of a UUID's bytes, in used pages or free ones. */
function expectNoTrace(file: string, named: PersonNamed): void {
  const bytes = readFileSync(file)
  const left = visitorsIn(file)
  const gone = WORLD.filter((uuid) => !left.has(uuid.replaceAll('-', '')))
  const { customerId, emailHash, visitor } = named
  if (visitor) expect(gone).toContain(visitor)
  const traces = [
    ...[customerId, emailHash].filter((name) => name !== undefined),
    ...gone.flatMap((uuid) => [uuid, titleOf(uuid), clickOf(uuid)]),
  ]
  for (const text of traces) expect({ text, at: bytes.indexOf(text) }).toEqual({ text, at: -1 })
  for (const uuid of gone) {
    const stored = Buffer.from(uuid.replaceAll('-', ''), 'hex')
    expect({ uuid, at: bytes.indexOf(stored) }).toEqual({ uuid, at: -1 })
  }
}

test(
  'sealing all hits of any world changes no figure, leaves nothing that they told, and holds against replays',
  () => {
    fc.assert(
      fc.property(steps, steps, (world, later) => {
        const list = world.map(renamed)
        const file = join(folder, `${++files}.db`)
        const site = createSiteFile(file, shopState)
        playAll(site, list)
        const kept = { ...site.state().settings, hitsKeptDays: 30 }
        site.change({ kind: 'settings', settings: kept, owner: 'test', at: ERASED_AT })
        const before = figures(site)
        for (let slices = 0; site.sealsAt(ERASED_AT) <= ERASED_AT; slices++) {
          expect(slices).toBeLessThan(100)
          site.seal(ERASED_AT)
        }
        expect(hitsTelling(file)).toEqual([])
        expect(figures(site)).toEqual(before)
        for (const step of list) if ('batch' in step) append(site, step.batch)
        settleAll(site)
        expect(figures(site)).toEqual(before)
        playAll(site, later.map(renamed))
        site.rebuild()
        settleAll(site)
        site.close()
        expect(verifySite(file)).toMatchObject({ ok: true, pending: 0, differences: [] })
      }),
      { ...runs(40), endOnFailure: true },
    )
  },
  TIMEOUT_MS,
)

/** Hits, and touches of them, that have a text of their browser's. */
function hitsTelling(file: string): unknown[] {
  const database = new Database(file, { readonly: true })
  const texts = ['title', 'browser', 'url', 'referrer', 'props']
  const rows = database
    .prepare(
      `SELECT seq FROM hits WHERE ${texts.map((name) => `${name} LIKE '%letters of%' OR ${name} LIKE '%click-by%'`).join(' OR ')}
       UNION ALL SELECT hit FROM touches WHERE key LIKE '%click-by%' OR click_id LIKE '%click-by%'`,
    )
    .pluck()
    .all()
  database.close()
  return rows
}

test(
  'erasing anybody from any world changes no figure, leaves no trace, and holds against replays',
  () => {
    fc.assert(
      fc.property(steps, person, (world, named) => {
        const list = world.map(renamed)
        const file = join(folder, `${++files}.db`)
        const site = createSiteFile(file, shopState)
        playAll(site, list)
        const before = figures(site)
        const erase = () => {
          site.change({ kind: 'person_erased', person: named, owner: 'test', at: ERASED_AT })
          settleAll(site)
        }
        erase()
        expect(figures(site)).toEqual(before)
        const { erasures } = site.report({ kind: 'erasures', limit: 10 })
        erase()
        expect(site.report({ kind: 'erasures', limit: 10 }).erasures).toEqual(erasures)
        for (const step of list) if ('batch' in step) append(site, step.batch)
        settleAll(site)
        expect(figures(site)).toEqual(before)
        site.rebuild()
        settleAll(site)
        expect(figures(site)).toEqual(before)
        site.close()
        expect(verifySite(file)).toMatchObject({ ok: true, pending: 0, differences: [] })
        expectNoTrace(file, named)
      }),
      { ...runs(40), endOnFailure: true },
    )
  },
  TIMEOUT_MS,
)
