import { formatDay } from '../../shared/dates.ts'
import { formatAmount } from '../../shared/money.ts'
import { PURCHASE } from '../journey/journey.ts'
import { defaultBasisOf, defaultModelOf } from '../ledger/defaults.ts'
import type { Ledger } from '../ledger/ledger.ts'
import { aliasFact, aliasKeyShown, aliasResult, standingShown } from '../records/aliases-of.ts'
import { type PlatformSums, unmatchedSpend } from '../roi/claims.ts'
import type { AdminAnswer, Parsed } from './commands.ts'
import { AdminInputError, AdminUnknownError } from './errors.ts'
import { ledgerOf, type ReadableSites } from './owned-ledgers.ts'

/**
 * Saves what links call a campaign of a platform, or takes it back.
 * @throws AdminUnknownError when nothing is there to be taken back
 */
export async function mapCampaign(
  ledger: Ledger,
  clock: () => number,
  { site, alias }: Parsed<'campaign_map'>,
): Promise<AdminAnswer> {
  const fact = aliasFact(alias, {
    ...{ source: 'cli', owner: 'cli', schemaVersion: 1, receivedAt: clock() },
  })
  const [outcome] = (await ledger.append({ aliases: [fact] })).aliases ?? []
  if (!outcome) throw new Error('no answer for an alias')
  if (fact.means === null && outcome.outcome === 'unchanged')
    throw new AdminUnknownError(
      'campaign',
      `${site} has no alias of this campaign of ${fact.platform}: "campaign list --site ${site}" shows those that are saved`,
    )
  return { site, ...aliasResult(fact, outcome) }
}

/** Campaigns of platforms in a period, those that meet no touches first. @throws AdminInputError */
export async function listCampaigns(
  sites: ReadableSites,
  { site, from, to }: Parsed<'campaign_list'>,
): Promise<AdminAnswer> {
  if (from > to) throw new AdminInputError([{ field: 'from', message: 'is after "to"' }])
  const ledger = await ledgerOf(sites, site)
  const { settings } = await ledger.state()
  const unasked = { model: defaultModelOf(settings), basis: defaultBasisOf(settings) }
  const terms = { goal: PURCHASE, ...unasked }
  const answer = await ledger.report({ kind: 'campaigns', from, to, ...terms })
  const { currency } = answer.settings
  return {
    ...{ site, from: formatDay(from), to: formatDay(to), currency },
    unmatched: unmatchedSpend(answer.campaigns, currency),
    campaigns: answer.campaigns.toSorted(unmatchedFirst).map((one) => shown(one, currency)),
    aliases: answer.aliases.map(standingShown),
  }
}

const isMatched = ({ matchedBy }: PlatformSums): number => Number(matchedBy !== 'unmatched')

const unmatchedFirst = (a: PlatformSums, b: PlatformSums): number =>
  isMatched(a) - isMatched(b) || b.spend - a.spend

const shown = (one: PlatformSums, currency: string) => ({
  ...aliasKeyShown(one),
  ...{ means: one.means, matched_by: one.matchedBy },
  alias: one.alias && aliasKeyShown({ platform: one.platform, ...one.alias }),
  spend: one.waitsForRate ? null : formatAmount(one.spend, currency),
})
