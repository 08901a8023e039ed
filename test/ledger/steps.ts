import fc from 'fast-check'
import { FITTED_MODELS } from '../../collector/attribution/data-driven/fit.ts'
import { RULE_MODELS } from '../../collector/attribution/registry.ts'
import type { Batch, ConversionFact, Settings } from '../../collector/ledger/facts.ts'
import { addDays } from '../../shared/dates.ts'
import { isNoConversion } from '../../shared/wire/goals.ts'
import {
  adFiles,
  aliases,
  crmFiles,
  crmRollBacks,
  dealsAgain,
  orderFiles,
  orderRollBacks,
  reimports,
  renamings,
  reorders,
  rollBacks,
} from './import-steps.ts'
import {
  code,
  conversion,
  cost,
  DAY,
  hit,
  identity,
  MINUTE,
  nameOf,
  rate,
  refund,
  START,
  tagged,
  visitorUuid,
} from './shop.ts'
import { declarations, offlineTouches } from './touch-steps.ts'

// A small world, so that facts meet: few visitors, customers and orders, times that often touch.
// What two facts of one id say is a function of the id (or carries `updated_at`), because of two
// different facts with one id and no version the later received stands.

const VISITORS = 4

const time = fc
  .tuple(fc.integer({ min: 0, max: 25 }), fc.constantFrom(0, 5, 20, 29, 30, 31, 45, 300, 720))
  .map(([day, minutes]) => START + day * DAY + minutes * MINUTE)

const page = fc.constantFrom(
  {},
  {},
  { referrer: 'https://shop.example/cart' },
  { referrer: 'https://www.google.com/' },
  { referrer: 'https://checkout.stripe.com/pay' },
  tagged('google', 'cpc'),
  tagged('google', 'cpc', 'winter'),
  tagged('news', 'email'),
  { ...tagged('fb', 'paid_social'), referrer: 'https://shop.example/' },
  { name: 'view_item' },
  { name: 'add_to_cart', props: '{"value":12.5}' },
  { name: 'view_cart', props: '{"value":30,"currency":"EUR"}' },
  { name: 'begin_checkout', referrer: 'https://shop.example/cart' },
)

const visitor = fc.integer({ min: 1, max: VISITORS })
const customer = fc.option(fc.constantFrom('ana', 'ben', 'eva'))
const email = fc.option(fc.constantFrom('hash-1', 'hash-2'))

const hits = fc
  .array(fc.tuple(fc.integer({ min: 1, max: 40 }), visitor, time, page), {
    minLength: 1,
    maxLength: 4,
  })
  .map((list): Batch => ({ hits: list.map(([id, who, ts, given]) => eventOf(id, who, ts, given)) }))

/** One event id is one event, so its other fields follow from the id. */
const events = new Map<string, ReturnType<typeof hit>>()
function eventOf(id: number, who: number, ts: number, given: Parameters<typeof hit>[3]) {
  const event = hit(id * 1000 + (ts % 997), who, ts, given)
  const known = events.get(event.eventId)
  if (!known) events.set(event.eventId, event)
  return known ?? event
}

export const GOALS = [
  'purchase',
  'lead',
  'sign_up',
  'opportunity',
  'deal',
  'renewal',
  'churn',
] as const

/** What a conversion may say by its goal besides what all say. */
const links = fc.record({
  status: fc.constantFrom(null, null, null, 'open', 'won', 'lost', 'cancelled', 'unpaid'),
  origin: fc.option(fc.integer({ min: 1, max: 6 })),
  kind: fc.boolean(),
  opportunityTs: fc.option(time),
  historical: fc.constantFrom(null, null, null, null, true),
  customerSince: fc.option(fc.constantFrom(20260815, 20260905, 20260920)),
})

type Links = typeof links extends fc.Arbitrary<infer Said> ? Said : never

function linked(goal: string, ts: number, said: Links) {
  const { status, origin, kind, opportunityTs, historical } = said
  const isDeal = goal === 'deal'
  const inherits = goal === 'renewal' || goal === 'churn'
  const origins = isDeal ? (['lead', 'sign_up'] as const) : (['purchase', 'deal'] as const)
  return {
    status: isDeal || isNoConversion(status) ? status : null,
    origin:
      (isDeal || inherits) && origin !== null
        ? { goal: origins[kind ? 0 : 1], transactionId: `T${origin}` }
        : null,
    opportunityTs: isDeal && opportunityTs !== null ? Math.min(ts, opportunityTs) : null,
    historical,
  }
}

const conversions = fc
  .record({
    transaction: fc.integer({ min: 1, max: 6 }),
    goal: fc.constantFrom('purchase', 'purchase', 'purchase', ...GOALS, 'deal', 'lead'),
    ts: time,
    value: fc.integer({ min: 0, max: 99_999 }),
    extra: fc.option(fc.integer({ min: 0, max: 500 })),
    who: fc.option(visitor),
    customerId: customer,
    emailHash: email,
    currency: fc.constantFrom('EUR', 'EUR', 'EUR', 'USD', 'GBP'),
    costOfGoods: fc.option(fc.integer({ min: 0, max: 5000 })),
    discount: fc.option(fc.integer({ min: 0, max: 999 })),
    coupon: fc.option(fc.constantFrom('pod10', 'ANA', 'SALE,ana', 'SALE')),
    version: fc.integer({ min: 1, max: 1_000_000_000 }),
    consent: fc.constantFrom(null, null, null, null, null, 'denied' as const),
    refundIds: fc.constantFrom(null, null, null, [], ['R1'], ['R2', 'R4']),
    links,
  })
  .map(({ transaction, extra, who, version, links: said, ...given }): Batch => {
    const value = given.goal === 'churn' ? 0 : given.value
    const isNamed = given.customerId !== null || given.emailHash !== null
    const fact = {
      ...given,
      ...linked(given.goal, given.ts, said),
      value,
      discount: value > 0 ? given.discount : null,
      total: extra === null ? null : value + extra,
      visitor: who === null ? null : visitorUuid(who),
      customerSince: isNamed ? said.customerSince : null,
      updatedAt: version,
    }
    return { conversions: [versionOf(conversion(`T${transaction}`, given.ts, fact))] }
  })

/** So is one version of one order. */
const versions = new Map<string, ConversionFact>()
function versionOf(fact: ConversionFact): ConversionFact {
  const key = [fact.goal, fact.transactionId, fact.updatedAt].join(' ')
  const known = versions.get(key)
  if (!known) versions.set(key, fact)
  return known ?? fact
}

const refunds = fc
  .record({ transaction: fc.integer({ min: 1, max: 6 }), id: fc.integer({ min: 1, max: 4 }) })
  .map(({ transaction, id }): Batch => {
    const currency = id === 4 ? 'USD' : 'EUR'
    const restocked = id === 2 ? false : null
    const goal = id === 3 ? 'deal' : 'purchase'
    const ts = START + ((transaction * 7 + id * 5) % 60) * DAY
    const given = { goal, ts, currency, restocked }
    return { refunds: [refund(`T${transaction}`, `R${id}`, (id * 7919) % 9973, given)] }
  })

/** What a name leads to follows from it: to an order, to another name, round in a circle, nowhere, to two. */
const NAMES = [
  nameOf('P1', 'T1'),
  nameOf('P2', 'P1'),
  nameOf('P3', 'T3', 'renewal'),
  nameOf('P4', 'T2', 'deal'),
  nameOf('P5', 'P6'),
  nameOf('P6', 'P5'),
  nameOf('P7', 'T4', 'lead'),
  nameOf('P7', 'T4'),
  nameOf('T5', 'T6'),
]

const names = fc.subarray(NAMES, { minLength: 1 }).map((some): Batch => ({ names: some }))

const namedRefunds = fc
  .record({ name: fc.integer({ min: 1, max: 7 }), id: fc.integer({ min: 5, max: 6 }) })
  .map(({ name, id }): Batch => {
    const ts = START + ((name * 11 + id * 5) % 60) * DAY
    return { refunds: [refund(`P${name}`, `R${id}-${name}`, (id * 6151 * name) % 7919, { ts })] }
  })

const identities = fc
  .record({
    who: visitor,
    customerId: customer,
    emailHash: email,
    ts: time,
    claim: fc.boolean(),
    since: fc.constantFrom(null, null, 20260820, 20260910),
  })
  .map(({ who, customerId, emailHash, ts, claim, since }): Batch => {
    const isClaim = claim && customerId !== null
    const mail = isClaim ? null : emailHash
    const customerSince = isClaim ? null : since
    const fact = { visitor: visitorUuid(who), customerId, emailHash: mail, ts, claim: isClaim }
    return { identities: [identity({ ...fact, customerSince })] }
  })

/** So many customers on one visitor, or visitors on one customer, that the link tells nobody apart. */
const crowds = fc
  .tuple(fc.constantFrom('kiosk', 'guest'), visitor, fc.integer({ min: 18, max: 22 }))
  .map(([kind, who, n]): Batch => {
    const at = (index: number) =>
      kind === 'kiosk'
        ? { visitor: visitorUuid(who), customerId: `crowd-${index}` }
        : { visitor: visitorUuid(100 + index), customerId: 'ana' }
    return { identities: Array.from({ length: n }, (_, index) => identity(at(index))) }
  })

const costs = fc
  .record({
    id: fc.integer({ min: 1, max: 4 }),
    scope: fc.constantFrom('none', 'channel', 'tuple'),
  })
  .map(({ id }): Batch => {
    const scope = id === 1 ? {} : { campaignSource: 'google', campaignMedium: 'cpc' }
    const currency = id > 2 ? 'USD' : 'EUR'
    const spread = id === 4 ? ('month' as const) : ('day' as const)
    const given = { externalId: `cost-${id}`, to: 20260900 + id * 7, currency, spread, ...scope }
    return { costs: [cost(1000 * id + 1, given)] }
  })

const fee = (id: number, transaction: number): Batch => {
  const order = { goal: id === 5 ? 'lead' : 'purchase', transactionId: `T${transaction}` }
  const currency = id === 2 ? 'USD' : 'EUR'
  const scope = id === 3 ? { campaign: 'spring' } : {}
  const given = { ...scope, category: 'commission', from: 0, to: 0, currency, order }
  return { costs: [cost(97 * id, { ...given, externalId: `fee-${id}` })] }
}

/** What a commission is of follows from its id: of two of one id the later received stands. */
const commissions = fc.integer({ min: 1, max: 6 }).map((id) => fee(id, id))

/** The same commission of another order. */
const renamed = fc
  .tuple(fc.integer({ min: 1, max: 6 }), fc.integer({ min: 1, max: 6 }))
  .map(([id, transaction]) => fee(id, transaction))

/** Of two versions of a code the later received stands, so that what it says follows from it. */
const CODES = [
  code('POD10', { validFrom: 20260905 }),
  code('Ana', { campaign: 'autumn', customerId: 'ana', channel: 'Friends' }),
  code('sale', { campaignSource: 'news', campaignMedium: 'email', campaign: 'winter' }),
]

const codes = fc.subarray(CODES, { minLength: 1 }).map((some): Batch => ({ codes: some }))

/** The same code with other meanings, and none. */
const recoded = fc
  .tuple(fc.constantFrom(...CODES), fc.constantFrom('autumn', 'spring'), fc.boolean())
  .map(([fact, campaign, removed]): Batch => ({ codes: [{ ...fact, campaign, removed }] }))

/** A rate is a function of its day and currency: of two the later received would stand. */
const unitsOf = (day: number, currency: string): number =>
  (currency === 'USD' ? 110_000_000 : 80_000_000) + ((day * 7919) % 30_000_000)

const ratesOf = (days: readonly number[], currency: string, more = 0): Batch => ({
  rates: days.map((day) => ({ ...rate(day, currency, '1'), units: unitsOf(day, currency) + more })),
})

const rateDays = fc
  .tuple(fc.integer({ min: -9, max: 62 }), fc.integer({ min: 1, max: 20 }))
  .map(([first, n]) => Array.from({ length: n }, (_, index) => addDays(20260901, first + index)))

const rates = fc
  .tuple(rateDays, fc.constantFrom('USD', 'USD', 'GBP'))
  .map(([days, currency]) => ratesOf(days, currency))

/** The same days with other rates. */
const corrections = fc
  .tuple(rateDays, fc.constantFrom('USD', 'GBP'), fc.integer({ min: 1, max: 1_000_000 }))
  .map(([days, currency, more]) => ratesOf(days, currency, more))

/** The versions that are stored at first, and those that are activated in the midst of it. */
export function withFitted(
  given: Partial<Settings['models'][number]>,
  versions = { markov: 'markov-1', shapley: 'shapley-2' },
): Settings['models'] {
  return [
    ...RULE_MODELS.map(({ name }) => ({ name, ...given })),
    ...FITTED_MODELS.map((name) => ({ name, ...given, version: versions[name] })),
  ]
}

const changes = fc.constantFrom<Partial<Settings>>(
  { lookbackDays: 7 },
  { lookbackDays: 2, lookbackDaysByGoal: { lead: 1, deal: 3 } },
  { timeZone: 'Pacific/Auckland' },
  { siteRules: [{ channel: 'Newsletter', source: 'news' }] },
  { currency: 'USD' },
  { currency: 'GBP', costOfGoodsRate: 400_000 },
  { models: withFitted({ direct: 'equal' }), countUnconfirmed: true },
  { models: withFitted({ params: { first: 3, 'channel.Email': 2 } }) },
  { models: withFitted({}, { markov: 'markov-3', shapley: 'shapley-4' }) },
  {},
)

/** What happens to a site: facts come, or its settings change. */
export type Step = { batch: Batch } | { change: Partial<Settings> }

const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 6, arbitrary: hits.map((batch) => ({ batch })) },
  { weight: 5, arbitrary: conversions.map((batch) => ({ batch })) },
  { weight: 2, arbitrary: refunds.map((batch) => ({ batch })) },
  { weight: 1, arbitrary: namedRefunds.map((batch) => ({ batch })) },
  { weight: 1, arbitrary: names.map((batch) => ({ batch })) },
  { weight: 3, arbitrary: identities.map((batch) => ({ batch })) },
  { weight: 1, arbitrary: crowds.map((batch) => ({ batch })) },
  { weight: 1, arbitrary: costs.map((batch) => ({ batch })) },
  { weight: 1, arbitrary: adFiles.map((batch) => ({ batch })) },
  { weight: 1, arbitrary: aliases.map((batch) => ({ batch })) },
  { weight: 1, arbitrary: orderFiles.map((batch) => ({ batch })) },
  { weight: 1, arbitrary: crmFiles.map((batch) => ({ batch })) },
  { weight: 2, arbitrary: rates.map((batch) => ({ batch })) },
  { weight: 1, arbitrary: codes.map((batch) => ({ batch })) },
  { weight: 3, arbitrary: offlineTouches.map((batch) => ({ batch })) },
  { weight: 1, arbitrary: declarations.map((batch) => ({ batch })) },
  { weight: 1, arbitrary: commissions.map((batch) => ({ batch })) },
  { weight: 1, arbitrary: changes.map((change) => ({ change })) },
)

export const steps = fc.array(step, { minLength: 1, maxLength: 30 })

/** Facts too of which the later received stands, so that their order matters. */
export const correctedSteps = fc.array(
  fc.oneof(
    { weight: 9, arbitrary: step },
    { weight: 1, arbitrary: corrections.map((batch) => ({ batch })) },
    { weight: 1, arbitrary: recoded.map((batch) => ({ batch })) },
    { weight: 1, arbitrary: renamed.map((batch) => ({ batch })) },
    { weight: 2, arbitrary: reimports.map((batch) => ({ batch })) },
    { weight: 1, arbitrary: renamings.map((batch) => ({ batch })) },
    { weight: 1, arbitrary: rollBacks.map((batch) => ({ batch })) },
    { weight: 1, arbitrary: reorders.map((batch) => ({ batch })) },
    { weight: 1, arbitrary: orderRollBacks.map((batch) => ({ batch })) },
    { weight: 1, arbitrary: dealsAgain.map((batch) => ({ batch })) },
    { weight: 1, arbitrary: crmRollBacks.map((batch) => ({ batch })) },
  ),
  { minLength: 1, maxLength: 30 },
)
