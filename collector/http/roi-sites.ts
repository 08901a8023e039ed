import { DAY_MS, formatDay } from '../../shared/dates.ts'
import { BEYOND_ROLLUPS, type RoiAsked, type RoiQuery } from '../../shared/wire/roi.ts'
import { reachesBehind } from '../journey/goal-links.ts'
import { lookbackMs } from '../journey/journey.ts'
import type { RoiReportAnswer } from '../ledger/ledger.ts'
import { localDay } from '../roi/dates.ts'
import type { RoiInput } from '../roi/report.ts'
import type { Named } from '../roi/rows.ts'
import { siteAsOf } from './as-of.ts'
import { withDefaults } from './asked-defaults.ts'
import { closedMeta, shownModel } from './closed-meta.ts'
import { requireModel } from './computed-models.ts'
import { invalidFields, Problem } from './problem.ts'
import { askedOf, reportMeta, requireBounded } from './report-meta.ts'
import type { Services } from './services.ts'
import type { OpenSite } from './site-cache.ts'

/** What one site has answered. */
export interface OfSite {
  site: Pick<OpenSite, 'name' | 'state'>
  answer: RoiReportAnswer
  /** ms since the epoch: when it was asked, or would have been. */
  now: number
  /** What it was asked, with the model and the basis of the first site where none was named. */
  query: RoiQuery
}

/**
 * The report of each site, all in one currency: that which was asked, or the first site's,
 * and so with its model and basis. Each site takes its own rates, days and persons. Pasts are derived one after the other.
 * @throws Problem 503 while the past of a site is being derived, 409 when a site has no rate for a day, 422 for a segment that would have to be exchanged
 */
export async function askSites(
  services: Services,
  sites: readonly OpenSite[],
  asked: RoiAsked,
): Promise<{ told: OfSite[]; query: RoiQuery }> {
  const told: OfSite[] = []
  const remembered = rememberedOf(services)
  let { currency } = asked
  for (const open of sites) {
    const terms = told[0]?.query ?? asked
    const key = JSON.stringify([open.name, open.state.createdAt, currency, terms])
    const known = asked.as_of && remembered.get(key)
    const one = known ?? (await askSite(services, open, terms, currency))
    if (asked.as_of) remember(remembered, key, one)
    const { site, answer, query } = one
    requireBounded(answer)
    requireModel(query, asked, answer.settings, site.state)
    requireRates(site.name, answer, currency)
    currency ??= answer.settings.currency
    if (answer.settings.currency !== currency) requireSums(query, site.name)
    told.push(one)
  }
  remembered.clear()
  const [first] = told
  if (!first) throw new Error('a report of no site')
  return { told, query: first.query }
}

/** What sites have answered of a past, while others are still being derived. */
type Remembered = Map<string, OfSite>

const parts = new WeakMap<Services, Remembered>()

/** Answers are large, and a host keeps few pasts: more than one question at a time begins anew. */
const REMEMBERED_MAX = 20

function rememberedOf(services: Services): Remembered {
  const known = parts.get(services) ?? new Map()
  parts.set(services, known)
  return known
}

function remember(remembered: Remembered, key: string, told: OfSite): void {
  if (remembered.size >= REMEMBERED_MAX && !remembered.has(key)) remembered.clear()
  remembered.set(key, told)
}

async function askSite(
  services: Services,
  open: OpenSite,
  terms: RoiAsked,
  currency: string | undefined,
): Promise<OfSite> {
  const { site, now } = await siteAsOf(services, open, terms)
  const query = withDefaults(terms, site.state)
  const asked = { ...askedOf(query, site.state, now), currency }
  const answer = await site.ledger.report({ kind: 'roi', model: query.model, ...asked })
  return { site: { name: site.name, state: site.state }, answer, now, query }
}

/** @throws Problem 422: parts of a segment would be rounded each by itself, and add up no more */
function requireSums(query: RoiQuery, site: string): void {
  const given = BEYOND_ROLLUPS.filter(
    (name) => query.by.includes(name) || query[name] !== undefined,
  )
  if (given.length === 0) return
  throw invalidFields(
    given.map((field) => ({
      field: query.by.includes(field) ? 'by' : field,
      message: `${field} is told in a site's own currency alone, and that of "${site}" is another: ask that site by itself`,
    })),
  )
}

function requireRates(
  site: string,
  { missingRate, settings }: RoiReportAnswer,
  currency: string | undefined,
): void {
  if (missingRate === undefined) return
  throw new Problem(
    'conflict',
    `the site "${site}" has no rate between ${settings.currency} and ${currency} for ${formatDay(missingRate)}: load rates into it with "pathworth rates import"`,
  )
}

type Cells = Pick<RoiInput, 'credits' | 'touches' | 'costs'>

type Joined = Cells &
  Pick<RoiInput, 'allocated' | 'salesApart' | 'today'> & {
    fxDifference: number
    /** What is now, where a site shows what closed days came to when they were closed. */
    now: Cells | undefined
  }

/**
 * The cells of all sites, with the names of those where rows are by site; what accrues counts up to each
 * one's own today.
 */
export function joined(told: readonly OfSite[], { by }: Pick<RoiQuery, 'by'>, now: number): Joined {
  const isNamed = by.includes('site')
  const parts = told.map(({ site: { name: site }, answer }) => {
    const today = localDay(now, answer.settings.timeZone)
    const named = <Cell extends { more?: Named }>(cells: readonly Cell[]): readonly Cell[] =>
      isNamed ? cells.map((cell) => ({ ...cell, more: { ...cell.more, site } })) : cells
    const cellsOf = ({ credits, touches, costs }: Cells): Cells => ({
      credits: named(credits),
      touches: named(touches),
      costs: named(costs.filter(({ accrues, day }) => !accrues || day <= today)),
    })
    const { closed, salesApart = [], fxDifference } = answer
    return {
      ...{ today, salesApart, fxDifference, isKept: closed?.now !== undefined },
      allocated: named(answer.allocated),
      shown: cellsOf(answer),
      now: cellsOf(closed?.now ?? answer),
    }
  })
  return {
    ...together(parts.map(({ shown }) => shown)),
    today: Math.max(...parts.map(({ today }) => today)),
    allocated: parts.flatMap(({ allocated }) => allocated),
    salesApart: parts.flatMap(({ salesApart }) => salesApart),
    fxDifference: parts.reduce((sum, part) => sum + part.fxDifference, 0),
    now: parts.some(({ isKept }) => isKept) ? together(parts.map((part) => part.now)) : undefined,
  }
}

const together = (parts: readonly Cells[]): Cells => ({
  credits: parts.flatMap(({ credits }) => credits),
  touches: parts.flatMap(({ touches }) => touches),
  costs: parts.flatMap(({ costs }) => costs),
})

/** Days within which a touch of any of the sites may still earn credit; null when nobody knows. */
export function longestLookback(told: readonly OfSite[], goal: string): number | null {
  if (reachesBehind(goal)) return null
  return Math.max(...told.map(({ answer }) => lookbackMs(answer.settings, goal) / DAY_MS))
}

/** What the sites say together, and each of itself. */
export function sitesMeta(told: readonly OfSite[], query: RoiQuery, currency: string, now: number) {
  const sum = (of: (answer: RoiReportAnswer) => number) =>
    told.reduce((all, { answer }) => all + of(answer), 0)
  const [eligible, matched] = [sum((one) => one.eligible), sum((one) => one.matched)]
  const coverage = eligible === 0 ? null : Math.round((matched / eligible) * 10_000) / 10_000
  const { from, to, goal, model, basis } = query
  return {
    sites: told.map(({ site }) => site.name),
    ...{ from: formatDay(from), to: formatDay(to), goal, model, basis, currency },
    ...{ eligible, matched, coverage, match_rate: coverage, pending: sum((one) => one.pending) },
    of_sites: told.map(({ site, answer }) => ({
      ...reportMeta(query, shownModel(model, answer, query), answer, site.state, now),
      ...closedMeta(answer, [model]),
    })),
  }
}
