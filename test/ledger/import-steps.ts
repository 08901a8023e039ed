import fc from 'fast-check'
import type { Batch, ConversionFact } from '../../collector/ledger/facts.ts'
import type { ImportedRecord } from '../../collector/ledger/imports.ts'
import {
  alias,
  conversion,
  DAY,
  declared,
  identity,
  importSteps,
  ofFile,
  orderSteps,
  recordSteps,
  rollBack,
  START,
  spend,
  visitorUuid,
} from './shop.ts'

/** What a file brings follows from its account: of two of one key the later received stands. */
export const adFiles = fc.integer({ min: 1, max: 3 }).map((account): Batch => {
  const currency = account === 2 ? 'USD' : 'EUR'
  const given = { account: `${account}`, currency }
  const campaigns = ['autumn', 'winter'].map((campaign, at) =>
    spend(account * 1000 + at, { ...given, campaign, from: 20260903 }),
  )
  const range = { campaignId: '7', campaign: 'spring', from: 20260901, to: 20260920 }
  const rows = [...campaigns, spend(997, { ...given, ...range })]
  return { imports: importSteps(`file-${account}`, rows) }
})

/** What links call campaigns of those files follows from what it is said of. */
const ALIASES = [
  alias({ source: 'news', medium: 'email', campaign: 'winter' }, { account: '1' }),
  alias({ source: 'google', medium: 'cpc', campaign: 'autumn-all' }),
  alias({ source: 'google', medium: 'cpc', campaign: 'winter' }, { campaignId: '7' }),
  alias({ source: 'fb', medium: 'paid_social', campaign: 'autumn' }, { campaign: 'spring' }),
]

export const aliases = fc
  .subarray(ALIASES, { minLength: 1 })
  .map((some): Batch => ({ aliases: some }))

/** The same with other meanings, and none. */
export const renamings = fc
  .tuple(
    fc.constantFrom(...ALIASES, alias(null, { campaign: 'winter' })),
    fc.constantFrom('winter', 'summer'),
    fc.boolean(),
  )
  .map(([fact, campaign, removed]): Batch => {
    const means = { source: 'google', medium: 'cpc', campaign }
    return { aliases: [{ ...fact, means: removed ? null : means }] }
  })

/** Files that take the place of each other's rows, meet them on other days, or end early. */
export const reimports = fc
  .record({
    id: fc.integer({ min: 10, max: 18 }),
    account: fc.constantFrom('1', '2', '9'),
    currency: fc.constantFrom('EUR', 'USD'),
    rows: fc.uniqueArray(
      fc.tuple(fc.constantFrom('autumn', 'winter'), fc.integer({ min: 1, max: 6 }), fc.nat(9999)),
      { selector: ([campaign, day]) => `${campaign}${day}`, minLength: 1, maxLength: 5 },
    ),
    more: fc.constantFrom(0, 0, 0, 5),
    done: fc.constantFrom(3, 3, 3, 2),
  })
  .map(({ id, account, currency, rows, more, done }): Batch => {
    const spends = rows.map(([campaign, day, amount]) => {
      const from = 20260900 + day
      return spend(amount, { account, campaign, currency, from, to: from + more })
    })
    return { imports: importSteps(`file-${id}`, spends).slice(0, done) }
  })

const PEOPLE = [
  { customerId: 'ana' },
  { emailHash: 'hash-1' },
  { customerId: 'ben', emailHash: 'hash-2' },
  { visitor: visitorUuid(2) },
  {},
]

/** What a file of orders says of one: all that says it, says it alike. */
function orderOfFile(id: number, value: number) {
  const goal = id === 5 ? 'renewal' : 'purchase'
  const origin = id === 5 ? { goal: 'purchase', transactionId: 'T1' } : null
  const currency = id === 4 ? 'USD' : 'EUR'
  const coupon = id === 2 ? 'pod10' : null
  const given = { goal, origin, currency, coupon, value, ...PEOPLE[id % PEOPLE.length] }
  return ofFile(`T${id}`, START + (id * 3 - 6) * DAY, { ...given, refunded: id % 2 ? 300 : 0 })
}

/** Orders that others tell of as well, before or after. */
export const orderFiles = fc
  .tuple(
    fc.integer({ min: 1, max: 2 }),
    fc.constantFrom([1, 2, 3], [3, 4, 5, 6], [1, 2, 3, 4, 5, 6, 7, 8]),
  )
  .map(([n, ids]): Batch => {
    const orders = ids.map((id) => orderOfFile(id, 1000 * id))
    return { imports: orderSteps(`orders-${n}-${ids.length}`, orders) }
  })

/** Files that say otherwise of the same orders, or end early. */
export const reorders = fc
  .tuple(
    fc.integer({ min: 10, max: 13 }),
    fc.uniqueArray(fc.integer({ min: 1, max: 7 }), { minLength: 1, maxLength: 4 }),
    fc.nat(9999),
    fc.constantFrom(3, 3, 3, 2),
  )
  .map(([n, ids, value, done]): Batch => {
    const orders = ids.map((id) => orderOfFile(id, value))
    return { imports: orderSteps(`orders-${n}-0`, orders).slice(0, done) }
  })

export const orderRollBacks = fc
  .constantFrom('1-3', '1-4', '2-8', '10-0', '11-0', '12-0', '13-0')
  .map((id): Batch => ({ imports: [rollBack(`orders-${id}`)] }))

/** A deal of a CRM, and the contact that it is of. */
export function recordOfFile(id: number, given: Partial<ConversionFact> = {}): ImportedRecord {
  const customerId = `crm:${id % 3}`
  const said = { goal: 'deal', source: 'import', customerId, value: 1000 * id, ...given } as const
  const deal = conversion(`D${id}`, START + id * DAY, said)
  const order = { goal: 'deal', transactionId: deal.transactionId }
  const landing = declared(order.transactionId, 'https://shop.test/?gclid=Cj0K', { order })
  const contact = { customerId, emailHash: `hash-${id % 2}`, source: 'import' } as const
  return {
    conversion: deal,
    identities: [identity(contact)],
    touch: id === 4 ? { ...landing, source: 'import' } : null,
  }
}

/** Files of a CRM that say alike what they both say. */
export const crmFiles = fc
  .tuple(fc.integer({ min: 1, max: 2 }), fc.constantFrom([1, 2, 3], [3, 4, 5], [2, 4]))
  .map(([n, ids]): Batch => {
    const records = ids.map((id) => recordOfFile(id))
    return { imports: recordSteps(`crm-${n}-${ids.join('')}`, records) }
  })

/** Files that say otherwise of the same deals, or end early, beside a backend that tells of them, too. */
export const dealsAgain = fc
  .record({
    n: fc.integer({ min: 10, max: 13 }),
    ids: fc.uniqueArray(fc.integer({ min: 1, max: 6 }), { minLength: 1, maxLength: 4 }),
    value: fc.constantFrom(1000, 2000, 7000),
    status: fc.constantFrom('won', 'won', 'open', 'lost'),
    updatedAt: fc.constantFrom(null, null, START, START + DAY),
    isFile: fc.boolean(),
    done: fc.constantFrom(3, 3, 3, 2),
  })
  .map(({ n, ids, isFile, done, ...given }): Batch => {
    const records = ids.map((id) => recordOfFile(id, given))
    if (isFile) return { imports: recordSteps(`crm-${n}`, records).slice(0, done) }
    const told = { source: 'backend' } as const
    return {
      conversions: records.flatMap(({ conversion: of }) => (of ? [{ ...of, ...told }] : [])),
      identities: records.flatMap((of) => of.identities.map((one) => ({ ...one, ...told }))),
      touches: records.flatMap(({ touch }) => (touch ? [{ ...touch, ...told }] : [])),
    }
  })

export const crmRollBacks = fc
  .constantFrom('1-123', '1-345', '2-24', '10', '11', '12', '13')
  .map((id): Batch => ({ imports: [rollBack(`crm-${id}`)] }))

export const rollBacks = fc
  .integer({ min: 1, max: 18 })
  .map((id): Batch => ({ imports: [rollBack(`file-${id}`)] }))
