import { saidCampaign } from '../../source/files/campaign-alias.ts'
import { isMet, type KnownTuples, type UtmTuple } from '../../source/files/meant-campaign.ts'
import type { AliasOutcome, CampaignAliasFact } from '../campaign-aliases.ts'
import type { Audit } from './audit.ts'
import { MeaningTotals } from './audited-alias.ts'
import type { AliasRow, CampaignAliases } from './campaign-aliases.ts'
import { COST_STANDS } from './cost-stands.ts'
import type { Costs } from './costs.ts'
import type { ImportedRow } from './imported-row.ts'
import { knownTuples } from './known-tuples.ts'
import type { Sequence } from './sequence.ts'
import type { Sql } from './sql.ts'

/** Rows that are looked at together. */
const PAGE = 2000

/** What makes two versions the same. */
const CONTENT = [
  'platform',
  'account',
  'platform_campaign_id',
  'platform_campaign',
  'campaign_source',
  'campaign_medium',
  'campaign',
  'removed',
] as const satisfies readonly (keyof AliasRow)[]

const STORED = [...CONTENT, 'source', 'owner', 'schema_version', 'received_at'] as const

/** Takes aliases in: rows of imports that are stored count under what they mean from then on. */
export class Aliasing {
  readonly #sql: Sql
  readonly #sequence: Sequence
  readonly #aliases: CampaignAliases
  readonly #costs: Costs
  readonly #audit: Audit

  constructor(
    sql: Sql,
    parts: { sequence: Sequence; aliases: CampaignAliases; costs: Costs; audit: Audit },
  ) {
    this.#sql = sql
    this.#sequence = parts.sequence
    this.#aliases = parts.aliases
    this.#costs = parts.costs
    this.#audit = parts.audit
  }

  take(facts: readonly CampaignAliasFact[], now: number): AliasOutcome[] {
    const campaigns = facts.flatMap(({ means }) => (means ? [means.campaign] : []))
    const known = knownTuples(this.#sql, campaigns)
    return facts.map((fact) => this.#takeOne(fact, known, now))
  }

  #takeOne(fact: CampaignAliasFact, known: KnownTuples, now: number): AliasOutcome {
    const means = fact.means && saidCampaign(fact.platform, fact.means, known)
    const fresh = rowOf(fact, means)
    const before = this.#aliases.latest(fact)
    const outcome = outcomeOf(before, fresh)
    const rows = outcome === 'unchanged' ? 0 : this.#move(fresh, now)
    if (outcome !== 'unchanged') this.#insert(fresh)
    return { outcome, means, isMet: means !== null && isMet(means, known), rows }
  }

  #insert(fresh: Version): void {
    this.#sql
      .prepare(
        `INSERT INTO campaign_aliases (seq, ${STORED.join(', ')})
         VALUES (?, ${STORED.map(() => '?').join(', ')})`,
      )
      .run(this.#sequence.take(), ...STORED.map((name) => fresh[name]))
    this.#aliases.forget()
  }

  /** @returns how many rows count elsewhere than before */
  #move(fresh: Version, now: number): number {
    const totals = new MeaningTotals()
    for (const rows of this.#pages(fresh))
      for (const row of rows) {
        const [was, is] = [this.#aliases.meant(row), this.#aliases.meantWith(row, fresh)]
        if (isSameMeaning(was, is)) continue
        this.#costs.meansOtherwise(was, is)
        totals.note(was, is)
      }
    if (totals.rows > 0) {
      const { platform, account, platform_campaign_id: id, platform_campaign: name } = fresh
      const subject = { platform, account, campaign_id: id, campaign: name }
      const { before, after } = totals
      this.#audit.note({
        at: now,
        kind: 'alias',
        subject,
        before: before.figures,
        after: after.figures,
      })
    }
    return totals.rows
  }

  /** Rows that stand of the campaigns that an alias is of. */
  *#pages(of: Version): Generator<ImportedRow[]> {
    const [column, name] =
      of.platform_campaign_id === ''
        ? ['platform_campaign', of.platform_campaign]
        : ['platform_campaign_id', of.platform_campaign_id]
    const page = this.#sql.prepare<ImportedRow>(
      `SELECT * FROM costs WHERE import IS NOT NULL AND platform = ? AND ${column} = ? AND seq > ?
         AND (? = '' OR account = ?) AND ${COST_STANDS} ORDER BY seq LIMIT ${PAGE}`,
    )
    for (let after = 0; ; ) {
      const rows = page.all(of.platform, name, after, of.account, of.account)
      if (rows.length === 0) return
      yield rows
      after = rows.at(-1)?.seq ?? after
    }
  }
}

/** As far as it says something: all but its number and where it comes from. */
type Version = Omit<AliasRow, 'seq'>

function rowOf(fact: CampaignAliasFact, means: UtmTuple | null): Version {
  const { owner, schemaVersion, receivedAt } = fact
  const tuple = means ?? { source: '', medium: '', campaign: '' }
  return {
    ...{ platform: fact.platform, account: fact.account },
    ...{ platform_campaign_id: fact.campaignId, platform_campaign: fact.campaign },
    ...{ campaign_source: tuple.source, campaign_medium: tuple.medium, campaign: tuple.campaign },
    ...{ removed: means === null ? 1 : 0, source: fact.source, owner },
    ...{ schema_version: schemaVersion, received_at: receivedAt },
  }
}

/** What is taken back before it was said is not there either way. */
function outcomeOf(before: AliasRow | undefined, fresh: Version): AliasOutcome['outcome'] {
  if (!before) return fresh.removed === 1 ? 'unchanged' : 'created'
  if (CONTENT.every((name) => before[name] === fresh[name])) return 'unchanged'
  return before.removed === 1 ? 'created' : 'updated'
}

const isSameMeaning = (a: ImportedRow, b: ImportedRow): boolean =>
  a.campaign_source === b.campaign_source &&
  a.campaign_medium === b.campaign_medium &&
  a.campaign === b.campaign
