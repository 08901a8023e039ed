import type { Standing } from '../../source/files/overlaps.ts'
import type { SpendIdentity } from '../../source/files/spend-key.ts'
import { costStands } from './cost-stands.ts'
import type { Sql } from './sql.ts'

/** A row of costs that an import has brought, as far as another may meet it. */
export interface StandingRow extends Standing {
  seq: number
  key: string
  /** Everything that another row of its key may say otherwise. */
  says: string
}

interface Found {
  seq: number
  external_id: string
  from_day: number
  to_day: number
  platform: string
  account: string
  platform_campaign_id: string
  platform_campaign: string
  utm: string | null
  says: string
  importId: string
  fileName: string
}

/** As SQL: what a row says besides its key. */
export const SAYS = `json_array(c.amount, c.currency, c.campaign_source, c.campaign_medium, c.campaign,
  c.platform_campaign, c.impressions, c.clicks, c.claimed_conversions, c.claimed_value)`

/** The campaigns of a page of rows, with the days that they are of. */
function campaignsOf(rows: readonly SpendIdentity[]) {
  const groups = new Map<string, [string, string, string, number, number]>()
  for (const { platform, campaignId, campaign, from, to } of rows) {
    const name = JSON.stringify([platform, campaignId, campaign])
    const group = groups.get(name)
    if (!group) groups.set(name, [platform, campaignId, campaign, from, to])
    else {
      group[3] = Math.min(group[3], from)
      group[4] = Math.max(group[4], to)
    }
  }
  return [...groups.values()]
}

const FOUND = `SELECT DISTINCT c.seq, c.external_id, c.from_day, c.to_day, c.platform, c.account,
    c.platform_campaign_id, c.platform_campaign, c.utm, ${SAYS} AS says, i.id AS importId,
    i.file_name AS fileName
  FROM json_each(?) g CROSS JOIN costs c JOIN imports i ON i.seq = c.import`
const MEETS = `c.import IS NOT NULL AND c.import IS NOT ?
  AND c.from_day <= g.value ->> 4 AND c.to_day >= g.value ->> 3 AND ${costStands('c')}`

/**
 * What stands of the campaigns of these rows, on their days: by id, and by name where either side has no id.
 * @param besides seq of an import that is left out; null for none
 */
export function standingSpend(
  sql: Sql,
  rows: readonly SpendIdentity[],
  besides: number | null,
): StandingSpend {
  const campaigns = JSON.stringify(campaignsOf(rows))
  const byId = sql.prepare<Found>(
    `${FOUND} WHERE c.platform = g.value ->> 0 AND c.platform_campaign_id = g.value ->> 1
       AND c.platform_campaign_id != '' AND ${MEETS}`,
  )
  const byName = sql.prepare<Found>(
    `${FOUND} WHERE c.platform = g.value ->> 0 AND c.platform_campaign = g.value ->> 2
       AND (c.platform_campaign_id = '' OR g.value ->> 1 = '') AND ${MEETS}`,
  )
  const found = [...byId.all(campaigns, besides), ...byName.all(campaigns, besides)]
  return new StandingSpend(found.map(standingOf))
}

function standingOf(row: Found): StandingRow {
  const [source, medium, campaign] = row.utm === null ? [] : (JSON.parse(row.utm) as string[])
  return {
    ...{ seq: row.seq, key: row.external_id, says: row.says },
    ...{ importId: row.importId, fileName: row.fileName },
    ...{ platform: row.platform, account: row.account, from: row.from_day, to: row.to_day },
    ...{ campaignId: row.platform_campaign_id, campaign: row.platform_campaign },
    utm:
      row.utm === null
        ? null
        : { source: source ?? '', medium: medium ?? '', campaign: campaign ?? '' },
  }
}

/** Rows that stand, found by their key or by a day. */
export class StandingSpend {
  readonly #byKey: Map<string, StandingRow>
  readonly #daily: Map<number, StandingRow[]>
  readonly #ranges: StandingRow[]

  constructor(rows: readonly StandingRow[]) {
    this.#byKey = new Map(rows.map((row) => [row.key, row]))
    this.#daily = Map.groupBy(
      rows.filter(({ from, to }) => from === to),
      ({ from }) => from,
    )
    this.#ranges = rows.filter(({ from, to }) => from !== to)
  }

  ofKey(key: string): StandingRow | undefined {
    return this.#byKey.get(key)
  }

  /** Those that a row of these days may meet. */
  near({ from, to }: SpendIdentity): StandingRow[] {
    const daily = from === to ? (this.#daily.get(from) ?? []) : [...this.#daily.values()].flat()
    return [...daily, ...this.#ranges]
  }
}
