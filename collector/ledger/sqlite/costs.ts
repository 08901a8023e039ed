import type { Tuple } from '../../roi/report.ts'
import type { DayAmount } from '../../roi/spread.ts'
import { channelOf } from '../../touch/channels.ts'
import type { AuditFigures } from '../audit.ts'
import type { CostFact, CostState, FactOutcome, Settings } from '../facts.ts'
import type { Audit } from './audit.ts'
import { auditedCost, auditedExchange, type CommissionOf, costSubject } from './audited-cost.ts'
import type { CampaignAliases } from './campaign-aliases.ts'
import { type CostRow, daysOf } from './cost-row.ts'
import { COST_STANDS } from './cost-stands.ts'
import type { ExchangedCosts } from './exchanged-costs.ts'
import type { Generation, Generations } from './generations.ts'
import type { Rollups } from './rollups.ts'
import type { Sequence } from './sequence.ts'
import type { Sql } from './sql.ts'

/** So that a slice stays short, however long the periods of costs are. */
const DAYS_A_SLICE_MAX = 5000

/** Stores costs and keeps their days. */
export class Costs {
  readonly #statements
  readonly #sequence: Sequence
  readonly #generations: Generations
  readonly #rollups: Rollups
  readonly #aliases: CampaignAliases
  readonly #exchanged: ExchangedCosts
  readonly #audit: Audit
  #restateTouch: RestateTouch = () => undefined

  constructor(sql: Sql, parts: CostsParts) {
    this.#statements = prepareStatements(sql)
    this.#sequence = parts.sequence
    this.#generations = parts.generations
    this.#rollups = parts.rollups
    this.#aliases = parts.aliases
    this.#exchanged = parts.exchanged
    this.#audit = parts.audit
  }

  /** Told touches know what they have cost; they are made after the costs. */
  onStaleTouch(restate: RestateTouch): void {
    this.#restateTouch = restate
  }

  /**
   * A cost of a known external id takes the place of the one before.
   * @param conversion that it is the commission of
   */
  append(fact: CostFact, now: number, conversion: number | null = null): Appended {
    const fresh = { ...rowOf(fact, this.#sequence.next), conversion }
    const before =
      fact.externalId === null ? undefined : this.#statements.byExternalId.get(fact.externalId)
    if (before && sayTheSame(before, fresh)) return { outcome: 'unchanged', conversions: [] }
    this.#sequence.take()
    const { source, owner, schemaVersion, receivedAt } = fact
    this.#statements.insert.run(...valuesOf(fresh), source, owner, schemaVersion, receivedAt)
    // A generation that is being built takes those that it has not reached when it comes there.
    for (const generation of this.#generations.live) {
      if (before && before.seq <= generation.costsDone) this.#remove(generation, before)
      if (fresh.seq <= generation.costsDone) this.#add(generation, fresh)
    }
    if (before) this.#noteReplaced(before, fresh, now)
    const conversions = [before?.conversion ?? null, conversion].filter((of) => of !== null)
    return { outcome: before ? 'updated' : 'created', conversions }
  }

  #noteReplaced(before: CostRow, fresh: CostRow, now: number): void {
    this.#audit.note({
      ...{ at: now, kind: 'cost', subject: costSubject(fresh) },
      before: auditedCost(before, this.#orderOf(before)),
      after: auditedCost(fresh, this.#orderOf(fresh)),
    })
  }

  #orderOf({ conversion }: CostRow): CommissionOf | undefined {
    return conversion === null ? undefined : this.#statements.order.get(conversion)
  }

  /** A row of an import stands from now on, or no more. */
  standing(stored: CostRow, stands: boolean): void {
    const row = this.#aliases.meant(stored)
    for (const generation of this.#generations.live) {
      if (row.seq > generation.costsDone) continue
      if (stands) this.#add(generation, row)
      else this.#remove(generation, row)
    }
  }

  /** A row of an import that stands counts elsewhere from now on. */
  meansOtherwise(was: CostRow, is: CostRow): void {
    for (const generation of this.#generations.live) {
      if (is.seq > generation.costsDone) continue
      this.#remove(generation, was)
      this.#add(generation, is)
    }
  }

  /**
   * Takes costs into a generation that it has not reached: at most `limit`, and fewer when they are
   * spread over many days. False when there were none.
   */
  advance(generation: Generation, limit: number): boolean {
    const slice = this.#statements.next.all(generation.costsDone, limit)
    let days = 0
    for (const { stands, ...row } of slice) {
      if (days > DAYS_A_SLICE_MAX) break
      if (stands === 1) days += this.#add(generation, this.#aliases.meant(row)).length
      generation.costsDone = row.seq
    }
    return slice.length > 0
  }

  /** Whether a cost counts, as it stands now in the active generation. */
  stateOf(fact: CostFact, today: number): CostState {
    const { settings } = this.#generations.active
    if (fact.currency === settings.currency) return 'counted'
    return this.#exchanged.isPending(rowOf(fact, 0), settings, today) ? 'pending_rate' : 'counted'
  }

  /**
   * Takes up rates that have changed since: at most `limit` costs, and fewer when they are spread over
   * many days. False when there were none.
   */
  restate(generation: Generation, limit: number, now: number): boolean {
    const stale = this.#exchanged.stale(generation.id, limit)
    let days = 0
    for (const seq of stale) {
      if (days > DAYS_A_SLICE_MAX) break
      const restated = this.#restateOne(generation, seq, now)
      if (!restated) continue
      const { subject, before, after } = restated
      if (generation.isActive) this.#noteExchanged(subject, before, after, generation, now)
      days += after.length
    }
    return stale.length > 0
  }

  #restateOne(generation: Generation, seq: number, now: number): Restated | undefined {
    const stored = this.#statements.bySeq.get(seq)
    if (!stored) return this.#restateTouch(generation, seq, now)
    const row = this.#aliases.meant(stored)
    const before = this.#remove(generation, row)
    return { subject: costSubject(row), before, after: this.#add(generation, row) }
  }

  /** Another rate is a change of what has counted; the first one is not. */
  #noteExchanged(
    subject: AuditFigures,
    before: readonly DayAmount[],
    after: readonly DayAmount[],
    { settings: { currency } }: Generation,
    now: number,
  ): void {
    const known = new Map(before.map(({ day, amount }) => [day, amount]))
    const kept = after.filter(({ day }) => known.has(day))
    if (kept.length === before.length && kept.every(({ day, amount }) => known.get(day) === amount))
      return
    this.#audit.note({
      ...{ at: now, kind: 'rate', subject },
      before: auditedExchange(before, currency),
      after: auditedExchange(after, currency),
    })
  }

  /** @returns the days that it is spread over */
  #add({ id, settings }: Generation, row: CostRow): readonly DayAmount[] {
    // A commission is settled with its order.
    if (row.conversion !== null) return []
    const days =
      row.currency === settings.currency ? daysOf(row) : this.#exchanged.add(id, row, settings)
    this.#count(id, row, settings, days, 1)
    return days
  }

  #remove({ id, settings }: Generation, row: CostRow): readonly DayAmount[] {
    if (row.conversion !== null) return []
    const days =
      row.currency === settings.currency ? daysOf(row) : this.#exchanged.remove(id, row.seq)
    this.#count(id, row, settings, days, -1)
    return days
  }

  #count(
    generation: number,
    row: CostRow,
    settings: Settings,
    days: readonly DayAmount[],
    sign: 1 | -1,
  ): void {
    const scope = scopeOf(row, settings)
    const accrues = row.spread === 'month'
    for (const { day, amount } of days) {
      const key = { day, ...scope, category: row.category, accrues }
      this.#rollups.addCost(generation, key, sign * amount)
    }
  }
}

/** A cost whose rates have changed: what it came to in the site's currency, and does now. */
export interface Restated {
  subject: AuditFigures
  before: readonly DayAmount[]
  after: readonly DayAmount[]
}

/** Takes up rates that have changed of what a told touch has cost. @param touch its number */
export type RestateTouch = (
  generation: Generation,
  touch: number,
  now: number,
) => Restated | undefined

/** What became of a cost, and the conversions whose commissions are others now. */
export interface Appended {
  outcome: FactOutcome
  conversions: readonly number[]
}

export interface CostsParts {
  sequence: Sequence
  generations: Generations
  rollups: Rollups
  aliases: CampaignAliases
  exchanged: ExchangedCosts
  audit: Audit
}

/** What a cost names; '' for what it does not. */
export const scopeOf = (row: CostRow, settings: Settings): Tuple => ({
  channel: row.channel ?? derivedChannel(row, settings),
  source: row.campaign_source ?? '',
  medium: row.campaign_medium ?? '',
  campaign: row.campaign ?? '',
})

/** The channel that a touch of this source and medium would have; '' when either is not named. */
function derivedChannel(row: CostRow, { domains, siteRules }: Settings): string {
  if (row.campaign_source === null || row.campaign_medium === null) return ''
  const rules = { ownHosts: domains, siteRules }
  return channelOf(row.campaign_source, row.campaign_medium, row.campaign ?? '', rules)
}

const rowOf = (fact: CostFact, seq: number): CostRow => ({
  seq,
  external_id: fact.externalId,
  from_day: fact.from,
  to_day: fact.to,
  category: fact.category,
  channel: fact.channel,
  campaign_source: fact.campaignSource,
  campaign_medium: fact.campaignMedium,
  campaign: fact.campaign,
  amount: fact.amount,
  currency: fact.currency,
  spread: fact.spread,
  conversion: null,
  ...OF_NO_IMPORT,
})

const OF_NO_IMPORT = {
  import: null,
  platform: null,
  account: null,
  platform_campaign_id: null,
  platform_campaign: null,
} as const

const valuesOf = (row: CostRow) => COLUMNS.map((name) => row[name])

const sayTheSame = (a: CostRow, b: CostRow): boolean =>
  COLUMNS.every((name) => name === 'seq' || a[name] === b[name])

const COLUMNS = [
  'seq',
  'external_id',
  'from_day',
  'to_day',
  'category',
  'channel',
  'campaign_source',
  'campaign_medium',
  'campaign',
  'amount',
  'currency',
  'spread',
  'conversion',
] as const satisfies readonly (keyof CostRow)[]

function prepareStatements(sql: Sql) {
  return {
    byExternalId: sql.prepare<CostRow>(
      'SELECT * FROM costs WHERE external_id = ? ORDER BY seq DESC LIMIT 1',
    ),
    insert: sql.prepare(
      `INSERT INTO costs (${COLUMNS.join(', ')}, source, owner, schema_version, received_at)
       VALUES (${COLUMNS.map(() => '?').join(', ')}, ?, ?, ?, ?)`,
    ),
    order: sql.prepare<CommissionOf>('SELECT goal, transaction_id FROM conversions WHERE id = ?'),
    bySeq: sql.prepare<CostRow>('SELECT * FROM costs WHERE seq = ?'),
    next: sql.prepare<CostRow & { stands: 0 | 1 }>(
      `SELECT costs.*, ${COST_STANDS} AS stands FROM costs WHERE seq > ? ORDER BY seq LIMIT ?`,
    ),
  }
}
