import { formatMillionths } from '../../shared/money.ts'
import type { ModelSetting } from '../attribution/model-setting.ts'
import { modelText } from '../attribution/model-setting.ts'
import { howToCompute } from '../ledger/computing.ts'
import { defaultBasisOf, defaultModelOf } from '../ledger/defaults.ts'
import type { Settings } from '../ledger/facts.ts'
import type { SiteState } from '../ledger/ledger.ts'
import { ruleText } from '../touch/site-rules.ts'
import type { AdminAnswer, Parsed } from './commands.ts'
import { AdminError, AdminInputError } from './errors.ts'
import { changedLookbacks } from './lookback-input.ts'
import { newSite } from './new-site.ts'
import { ledgerOf, type OwnedLedgers, type ReadableSites } from './owned-ledgers.ts'

/** @throws SiteExistsError */
export async function createSite(
  ledgers: OwnedLedgers,
  clock: () => number,
  { site, domain, currency, timezone }: Parsed<'site_create'>,
): Promise<AdminAnswer> {
  const created = await newSite({ site, domains: domain, currency, timeZone: timezone }, clock())
  await ledgers.create(created.state)
  return {
    site,
    keys: created.keys,
    identify_secret: created.state.identifySecret,
    ...settingsShown(created.state),
  }
}

/** The figures under the new settings are complete once `settle` says that nothing waits. */
export async function changeSite(
  ledgers: OwnedLedgers,
  clock: () => number,
  { site, ...wanted }: Parsed<'site_set'>,
  owner: string,
): Promise<AdminAnswer> {
  const ledger = await ledgerOf(ledgers, site)
  const { settings } = await ledger.state()
  assertActive(wanted.models ?? [], settings)
  assertDefaultComputed(site, wanted, settings)
  const state = await ledger.change({
    kind: 'settings',
    owner,
    at: clock(),
    settings: {
      ...keeping(settings, wanted.keep_hits_days),
      domains: wanted.domain ?? settings.domains,
      currency: wanted.currency ?? settings.currency,
      timeZone: wanted.timezone ?? settings.timeZone,
      lookbackDays: wanted.lookback_days ?? settings.lookbackDays,
      ...(wanted.goal_lookback_days && {
        lookbackDaysByGoal: changedLookbacks(
          settings.lookbackDaysByGoal,
          wanted.goal_lookback_days,
        ),
      }),
      ...(wanted.cost_of_goods_rate !== undefined && {
        costOfGoodsRate: wanted.cost_of_goods_rate,
      }),
      siteRules: wanted.channel_rules ?? settings.siteRules,
      models: wanted.models ?? settings.models,
      ...(wanted.default_model && { defaultModel: wanted.default_model }),
      ...(wanted.default_basis && { defaultBasis: wanted.default_basis }),
    },
  })
  return { site, ...settingsShown(state) }
}

/** @param days that hits are kept: null for ever, undefined as before */
function keeping(settings: Settings, days: number | null | undefined): Settings {
  if (days === undefined) return settings
  const { hitsKeptDays: _, ...others } = settings
  return days === null ? others : { ...others, hitsKeptDays: days }
}

/** A version becomes active by its own command, which looks at what it rests on. @throws AdminError */
function assertActive(wanted: readonly ModelSetting[], { models }: Settings): void {
  for (const { name, version } of wanted)
    if (version !== undefined && !models.some((model) => model.version === version))
      throw new AdminError(
        `${name}:version=${version} is not the version that is active: "models activate ${version}" makes it so`,
      )
}

/**
 * Reports that name no model would have no answer. Who has chosen no default may leave it out: it is nobody's wish.
 * @throws AdminInputError that names what was changed, and the way out
 */
function assertDefaultComputed(
  site: string,
  { models, default_model: wanted }: Partial<Parsed<'site_set'>>,
  settings: Settings,
): void {
  const computed = models ?? settings.models
  const name = wanted ?? (models && settings.defaultModel)
  // One that is not computed already, and that nobody touches, is no fault of this change.
  if (!name || computed.some((model) => model.name === name)) return
  const unset = `leaves out ${name}, which reports that name no model are of: keep it, or say default_model, too`
  const message = wanted
    ? `${JSON.stringify(name)}: is not computed on this site: ${howToCompute(name, site, settings)}`
    : unset
  throw new AdminInputError([{ field: wanted ? 'default_model' : 'models', message }])
}

export async function listSites(ledgers: ReadableSites): Promise<AdminAnswer> {
  const sites: AdminAnswer[] = []
  for (const site of await ledgers.list()) {
    const state = await (await ledgerOf(ledgers, site)).state()
    sites.push({ site, ...statusShown(state), ...settingsShown(state) })
  }
  return { sites }
}

/** With the secret under which the shop signs customer ids: who may ask this may see it. */
export async function showSite(ledgers: ReadableSites, site: string): Promise<AdminAnswer> {
  const state = await (await ledgerOf(ledgers, site)).state()
  return {
    site,
    created_at: new Date(state.createdAt).toISOString(),
    ...statusShown(state),
    ...settingsShown(state),
    identify_secret: state.identifySecret,
  }
}

/** How far the figures of a site are, and how much there is of it. */
export async function siteStatus(ledgers: ReadableSites, site: string): Promise<AdminAnswer> {
  const ledger = await ledgerOf(ledgers, site)
  const state = await ledger.state()
  const { freshTo, pending, building, generation, facts, drops } = await ledger.report({
    kind: 'stats',
  })
  return {
    site,
    ...statusShown(state),
    fresh_to: freshTo === null ? null : new Date(freshTo).toISOString(),
    pending,
    building,
    generation,
    facts,
    drops,
  }
}

/** Whether a site takes facts; where it moves, if it does. */
const statusShown = ({ status = 'open', statusNote }: SiteState): AdminAnswer => ({
  status,
  ...(statusNote ? { status_note: statusNote } : {}),
})

/** What people may see of a site: no hashes of keys, no secrets. */
function settingsShown({ settings, settingsVersion }: SiteState): AdminAnswer {
  return {
    domains: settings.domains,
    currency: settings.currency,
    timezone: settings.timeZone,
    lookback_days: settings.lookbackDays,
    ...(Object.keys(settings.lookbackDaysByGoal).length > 0 && {
      goal_lookback_days: Object.entries(settings.lookbackDaysByGoal).map(
        ([goal, days]) => `${goal}=${days}`,
      ),
    }),
    ...(settings.costOfGoodsRate !== undefined && {
      cost_of_goods_rate: formatMillionths(settings.costOfGoodsRate),
    }),
    ...(settings.hitsKeptDays !== undefined && { keep_hits_days: settings.hitsKeptDays }),
    ...(settings.siteRules.length > 0 && { channel_rules: settings.siteRules.map(ruleText) }),
    models: settings.models.map(modelText),
    default_model: defaultModelOf(settings),
    default_basis: defaultBasisOf(settings),
    settings_version: settingsVersion,
  }
}
