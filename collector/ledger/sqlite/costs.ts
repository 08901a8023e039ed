import { spreadCost } from '../../roi/spread.ts'
import { channelOf } from '../../touch/channels.ts'
import type { CostFact, FactOutcome, Settings } from '../facts.ts'
import type { Generation, Generations } from './generations.ts'
import type { CostKey, Rollups } from './rollups.ts'
import type { Sequence } from './sequence.ts'
import type { Sql } from './sql.ts'

export interface CostRow {
  seq: number
  external_id: string | null
  from_day: number
  to_day: number
  category: string
  channel: string | null
  campaign_source: string | null
  campaign_medium: string | null
  campaign: string | null
  amount: number
  currency: string
  spread: string
}

/** As SQL: a row of `costs` stands when it has no external id, or is the last received of it. */
export const COST_STANDS = `(costs.external_id IS NULL OR costs.seq = (
  SELECT max(seq) FROM costs newer WHERE newer.external_id = costs.external_id))`

/** So that a slice stays short, however long the periods of costs are. */
const DAYS_A_SLICE_MAX = 5000

/** Stores costs and keeps their days. */
export class Costs {
  readonly #statements
  readonly #sequence: Sequence
  readonly #generations: Generations
  readonly #rollups: Rollups

  constructor(sql: Sql, parts: { sequence: Sequence; generations: Generations; rollups: Rollups }) {
    this.#statements = prepareStatements(sql)
    this.#sequence = parts.sequence
    this.#generations = parts.generations
    this.#rollups = parts.rollups
  }

  /** A cost of a known external id takes the place of the one before. */
  append(fact: CostFact): FactOutcome {
    const fresh = rowOf(fact, this.#sequence.next)
    const before =
      fact.externalId === null ? undefined : this.#statements.byExternalId.get(fact.externalId)
    if (before && sayTheSame(before, fresh)) return 'unchanged'
    this.#sequence.take()
    const { source, owner, schemaVersion, receivedAt } = fact
    this.#statements.insert.run(...valuesOf(fresh), source, owner, schemaVersion, receivedAt)
    // A generation that is being built takes those that it has not reached when it comes there.
    for (const generation of this.#generations.live) {
      if (before && before.seq <= generation.costsDone) this.#add(generation, before, -1)
      if (fresh.seq <= generation.costsDone) this.#add(generation, fresh, 1)
    }
    return before ? 'updated' : 'created'
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
      if (stands === 1) days += this.#add(generation, row, 1)
      generation.costsDone = row.seq
    }
    return slice.length > 0
  }

  /** @returns over how many days it is spread */
  #add({ id, settings }: Generation, row: CostRow, sign: 1 | -1): number {
    const cells = cellsOf(row, settings)
    for (const { key, amount } of cells) this.#rollups.addCost(id, key, sign * amount)
    return cells.length
  }
}

/** What a cost adds to which days: nothing while its currency has no rate. */
function cellsOf(row: CostRow, settings: Settings): { key: CostKey; amount: number }[] {
  if (row.currency !== settings.currency) return []
  const { from_day: from, to_day: to, amount, category } = row
  const spread = row.spread === 'month' ? 'month' : 'day'
  const scope = {
    channel: row.channel ?? derivedChannel(row, settings),
    source: row.campaign_source ?? '',
    medium: row.campaign_medium ?? '',
    campaign: row.campaign ?? '',
  }
  return spreadCost({ from, to, amount, spread }).map(({ day, amount }) => ({
    key: { day, ...scope, category, accrues: spread === 'month' },
    amount,
  }))
}

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
})

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
    next: sql.prepare<CostRow & { stands: 0 | 1 }>(
      `SELECT costs.*, ${COST_STANDS} AS stands FROM costs WHERE seq > ? ORDER BY seq LIMIT ?`,
    ),
  }
}
