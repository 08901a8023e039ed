import fc from 'fast-check'
import { beforeAll, describe, expect, test } from 'vitest'
import { type Answer, at, TestCollector } from './collector.ts'
import { KINDS } from './file-kinds.ts'
import { ADMIN_TOKEN, command } from './shop-hooks.ts'

// Whatever is brought as a file: it goes in as a whole, or is refused with the place, and leaves nothing.

/** Of what columns have, so that some lines are good, and some nearly. */
const cell = fc.oneof(
  { weight: 3, arbitrary: fc.constantFrom('2026-11-01', 'A', '7', 'EUR', '12.50', '1', 'won', '') },
  {
    weight: 2,
    arbitrary: fc.constantFrom(
      ...['Closed Won', 'paid', 'Paid', 'completed', 'a@b.test', '2026-10-01 09:15', '1.25'],
      ...['31.02.2026', '3/4/2026', '-3', '1,234', '1e9', '9'.repeat(25), 'EURO', '"', 'Total'],
    ),
  },
  { weight: 1, arbitrary: fc.string({ unit: 'binary', maxLength: 8 }) },
)

/** Lines like the good one, with a name of their own, of which some have cells of something else. */
function linesLike(good: string): fc.Arbitrary<string> {
  const cells = good.split(',')
  const change = fc.tuple(fc.nat(cells.length - 1), cell)
  const line = fc.array(change, { maxLength: 2 }).map((changes) => {
    const changed = [...cells]
    for (const [at, text] of changes) changed[at] = text
    return `${changed.join(',')}\n`
  })
  return fc.array(line, { maxLength: 4 }).map((lines) => lines.join(''))
}

let collector: TestCollector
let keys: Record<'write' | 'read' | 'admin', string>

beforeAll(async () => {
  collector = new TestCollector({ adminToken: ADMIN_TOKEN })
  keys = await collector.addSite('shop')
})

const bring = (body: string, query: string): Promise<Answer> =>
  collector.call('POST', `/v1/imports?site=shop&currency=EUR${query}`, { body, key: keys.write })

/** How many facts there are of each kind, and which imports. */
async function stored(): Promise<unknown> {
  const status = await command(collector, { command: 'site_status' })
  const list = await collector.get('/v1/imports', keys.read)
  return { facts: at(status.json, 'facts'), imports: at(list.json, 'imports') }
}

/** A line of the file, the file, or what to say in the query. */
const PLACE = /^(?:line \d+|body|currency|decimal|dates|from|to|kind|map|stages)$/

describe.each(Object.entries(KINDS))('a file of %s', (kind, [head, good]) => {
  test('is taken with a good line', async () => {
    const { status, json } = await bring(`${head}${good}\n`, '')
    expect(status).toBeLessThan(300)
    expect(json).toMatchObject({ kind, rows: 1, refused: [] })
  })

  test('of any lines is taken as a whole, or refused by their place, and then stores nothing', async () => {
    await fc.assert(
      fc.asyncProperty(linesLike(good), fc.boolean(), async (text, isSkipping) => {
        const before = await stored()
        const answer = await bring(head + text, isSkipping ? '&skip_refused=true' : '')
        if (answer.status < 300) return
        expect({ text, status: answer.status, body: answer.text }).toMatchObject({ status: 422 })
        const errors = at(answer.json, 'errors') as { field: string; message: string }[]
        expect(errors.length).toBeGreaterThan(0)
        for (const { field, message } of errors) {
          expect(field).toMatch(PLACE)
          expect(message).toMatch(/\S/)
        }
        expect(await stored()).toEqual(before)
      }),
      { numRuns: 60 },
    )
  })

  test('says in a dry run what it would do, and stores nothing', async () => {
    await fc.assert(
      fc.asyncProperty(linesLike(good), async (text) => {
        const before = await stored()
        const { status } = await bring(head + text, '&dry_run=true')
        expect([200, 422]).toContain(status)
        expect(await stored()).toEqual(before)
      }),
      { numRuns: 20 },
    )
  })
})
