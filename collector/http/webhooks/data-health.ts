import { z } from 'zod'
import { formatDay } from '../../../shared/dates.ts'
import { siteId } from '../../../shared/ids.ts'
import { format } from '../../../shared/wire/format.ts'
import { goalName } from '../../../shared/wire/goals.ts'
import { PURCHASE } from '../../journey/journey.ts'
import type { DataHealthAnswer } from '../../ledger/reports-webhooks.ts'
import { json } from '../answer.ts'
import { authenticate } from '../auth.ts'
import { freshness } from '../freshness.ts'
import { matchShown } from '../match-rate.ts'
import { readQuery } from '../query.ts'
import { csvFile } from '../report-meta.ts'
import type { Handler } from '../services.ts'
import { healthCsv } from './health-csv.ts'

export const querySchema = z.object({
  site: siteId.optional(),
  goal: goalName.default(PURCHASE),
  format,
})

/** `GET /v1/health/data`: what comes in from where, what is refused or kept aside, and what is matched. */
export const getDataHealth: Handler = async (c, services) => {
  const { site } = await authenticate(c, services, 'report')
  const { goal, format } = readQuery(c, querySchema)
  const answer = await site.ledger.report({ kind: 'data_health', goal })
  const shown = {
    deliveries: deliveriesShown(answer),
    privacy_requests: answer.privacyRequests.map(({ oldestAt, ...of }) => ({
      ...of,
      oldest: instant(oldestAt),
    })),
    match_rate: matchShown(answer.matchBySource),
    dropped: answer.dropped.map(({ lastDay, ...of }) => ({ ...of, last_day: formatDay(lastDay) })),
  }
  if (format === 'csv') return csvFile(healthCsv(shown), `${site.name}-health`)
  return json(200, { meta: { site: site.name, goal, ...freshness(answer) }, ...shown })
}

/** One object a source: how many of each outcome, and what waits in the quarantine. */
function deliveriesShown({ deliveries, quarantined }: DataHealthAnswer) {
  const bySource = Map.groupBy(deliveries, ({ source }) => source)
  return [...bySource].map(([source, rows]) => {
    const waiting = quarantined.find((one) => one.source === source)
    const countOf = (wanted: string) => rows.find(({ outcome }) => outcome === wanted)?.n ?? 0
    const taken = rows.filter(({ outcome }) => !outcome.startsWith(REFUSED))
    return {
      source,
      accepted: countOf('accepted'),
      ignored: countOf('ignored'),
      quarantined: countOf('quarantined'),
      in_quarantine: waiting?.n ?? 0,
      ...(waiting && { quarantined_since: instant(waiting.oldestAt) }),
      refused: Object.fromEntries(
        rows
          .filter(({ outcome }) => outcome.startsWith(REFUSED))
          .map(({ outcome, n }) => [outcome.slice(REFUSED.length), n]),
      ),
      last_delivery:
        taken.length > 0 ? instant(Math.max(...taken.map(({ lastAt }) => lastAt))) : null,
    }
  })
}

const REFUSED = 'refused_'

const instant = (ms: number): string => new Date(ms).toISOString()
