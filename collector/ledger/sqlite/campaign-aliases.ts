import { type AliasKey, aliasKeysOf } from '../../source/files/campaign-alias.ts'
import type { StandingAlias } from '../campaign-aliases.ts'
import type { CostRow } from './cost-row.ts'
import type { Sql } from './sql.ts'

/** A version of an alias as it is stored. */
export interface AliasRow {
  seq: number
  platform: string
  account: string
  platform_campaign_id: string
  platform_campaign: string
  campaign_source: string
  campaign_medium: string
  campaign: string
  /** 1 when it was taken back */
  removed: number
  source: string
  owner: string
  schema_version: number
  received_at: number
}

/** What of a row of costs says which campaign it is of, and which one that means. */
export type CampaignRow = Pick<
  CostRow,
  | 'import'
  | 'platform'
  | 'account'
  | 'platform_campaign_id'
  | 'platform_campaign'
  | 'campaign_source'
  | 'campaign_medium'
  | 'campaign'
>

/** Campaigns looked up lately: a slice of rows is of few of them. */
const REMEMBERED_MAX = 20_000

/** Tells what campaigns of platforms mean, where somebody has said it. */
export class CampaignAliases {
  readonly #statements
  readonly #remembered = new Map<string, AliasRow | undefined>()
  /** Most sites have none. */
  #areAny: boolean | undefined

  constructor(sql: Sql) {
    this.#statements = {
      any: sql.prepare('SELECT 1 FROM campaign_aliases LIMIT 1'),
      standing: sql.prepare<AliasRow>(
        `SELECT * FROM campaign_aliases WHERE platform = ? AND platform_campaign_id = ?
           AND platform_campaign = ? AND account = ? ORDER BY seq DESC LIMIT 1`,
      ),
      all: sql.prepare<AliasRow>(
        `SELECT * FROM campaign_aliases a WHERE removed = 0 AND seq = (
           SELECT max(newer.seq) FROM campaign_aliases newer WHERE newer.platform = a.platform
             AND newer.platform_campaign_id = a.platform_campaign_id
             AND newer.platform_campaign = a.platform_campaign AND newer.account = a.account)
         ORDER BY platform, account, platform_campaign_id, platform_campaign LIMIT ?`,
      ),
    }
  }

  /** The version of a key that was stored last, taken back or not. */
  latest({ platform, account, campaignId, campaign }: AliasKey): AliasRow | undefined {
    return this.#statements.standing.get(platform, campaignId, campaign, account)
  }

  /** The alias that holds for an imported row. */
  of(row: CampaignRow): AliasRow | undefined {
    if (row.import === null || !this.#any()) return undefined
    const name = JSON.stringify(keyOf(row))
    if (this.#remembered.has(name)) return this.#remembered.get(name)
    const found = firstOf(row, (key) => this.latest(key))
    if (this.#remembered.size >= REMEMBERED_MAX) this.#remembered.clear()
    this.#remembered.set(name, found)
    return found
  }

  /** The row with the source, medium and campaign that it means by now. */
  meant<Row extends CampaignRow>(row: Row): Row {
    return meaning(row, this.of(row))
  }

  /** The row as it would mean if this were the latest version of its alias. */
  meantWith<Row extends CampaignRow>(row: Row, fresh: Omit<AliasRow, 'seq'>): Row {
    const key = JSON.stringify(aliasKeyOf(fresh))
    const latest = (of: AliasKey) => (JSON.stringify(of) === key ? fresh : this.latest(of))
    return meaning(row, firstOf(row, latest))
  }

  /** At most `limit` of those that stand. */
  all(limit: number): StandingAlias[] {
    return this.#statements.all.all(limit).map(shownAlias)
  }

  /** Looks again at what is stored. */
  forget(): void {
    this.#areAny = undefined
    this.#remembered.clear()
  }

  #any(): boolean {
    this.#areAny ??= this.#statements.any.get() !== undefined
    return this.#areAny
  }
}

type Version = Omit<AliasRow, 'seq'>

function firstOf<Of extends Version>(
  row: CampaignRow,
  latest: (key: AliasKey) => Of | undefined,
): Of | undefined {
  for (const key of aliasKeysOf(keyOf(row))) {
    const alias = latest(key)
    if (alias?.removed === 0) return alias
  }
  return undefined
}

function meaning<Row extends CampaignRow>(row: Row, alias: Version | undefined): Row {
  if (!alias) return row
  const { campaign_source, campaign_medium, campaign } = alias
  return { ...row, campaign_source, campaign_medium, campaign }
}

/** Fields in one order, so that two keys are the same when their texts are. */
const keyOf = (row: CampaignRow): AliasKey => ({
  platform: row.platform ?? '',
  account: row.account ?? '',
  campaignId: row.platform_campaign_id ?? '',
  campaign: row.platform_campaign ?? '',
})

const aliasKeyOf = (row: Version): AliasKey => keyOf({ ...row, import: null })

export const shownAlias = (row: AliasRow): StandingAlias => ({
  ...aliasKeyOf(row),
  ...{ seq: row.seq, owner: row.owner, receivedAt: row.received_at },
  means: { source: row.campaign_source, medium: row.campaign_medium, campaign: row.campaign },
})
