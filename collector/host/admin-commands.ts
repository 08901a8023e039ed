import { z } from 'zod'
import { foreignText, siteId } from '../../shared/ids.ts'
import type { Freshness, Ledger, Ledgers, SiteState } from '../ledger/ledger.ts'
import { newKey, newSite, SCOPES } from './new-site.ts'
import { currency, domains, lookbackDays, siteInput, timeZone } from './site-input.ts'

const siteCreate = z.object({
  command: z.literal('site_create'),
  site: siteInput.shape.site,
  domain: domains,
  currency,
  timezone: timeZone,
})

const siteSet = z.object({
  command: z.literal('site_set'),
  site: siteId,
  domain: domains.optional(),
  currency: currency.optional(),
  timezone: timeZone.optional(),
  lookback_days: lookbackDays.optional(),
})

const holder = z
  .string()
  .trim()
  .min(1, 'is empty: say who holds the key, such as "Ana"')
  .max(100, 'has more than 100 characters')
  .pipe(foreignText)

const keyCreate = z.object({
  command: z.literal('key_create'),
  site: siteId,
  scope: z.enum(SCOPES, `is one of ${SCOPES.join(', ')}`),
  holder,
})

const keyRevoke = z.object({ command: z.literal('key_revoke'), site: siteId, id: z.string() })

const rebuild = z.object({ command: z.literal('rebuild'), site: siteId })

/** What the CLI can ask of whoever owns the data folder, as it crosses the admin socket. */
export const adminCommand = z.discriminatedUnion('command', [
  siteCreate,
  siteSet,
  keyCreate,
  keyRevoke,
  rebuild,
])
export type AdminCommand = z.input<typeof adminCommand>
export type ParsedCommand = z.output<typeof adminCommand>

/** What a command answers with, printed as it is by `--json`. */
export type AdminAnswer = Record<string, unknown>

/** The sites of a data folder that this process owns. */
export interface OwnedLedgers extends Ledgers {
  rebuild(site: string): Promise<void>
}

/** A command that cannot be done, with the way out. */
export class AdminError extends Error {
  constructor(message: string) {
    super(message)
    this.name = 'AdminError'
  }
}

/** A command that holds a wrong value; the message names field and value, a line each. */
export class AdminInputError extends AdminError {}

/** @throws AdminInputError */
export function parseAdmin(asked: unknown): ParsedCommand {
  const parsed = adminCommand.safeParse(asked)
  if (parsed.success) return parsed.data
  throw new AdminInputError(problemsOf(parsed.error, asked))
}

/**
 * Does what an operator asks, whichever way it came.
 * @throws AdminError, SiteExistsError
 */
export async function runAdmin(
  ledgers: OwnedLedgers,
  clock: () => number,
  wanted: ParsedCommand,
): Promise<AdminAnswer> {
  switch (wanted.command) {
    case 'site_create':
      return createSite(ledgers, clock, wanted)
    case 'site_set':
      return changeSite(ledgers, clock, wanted)
    case 'key_create':
      return createKey(ledgers, clock, wanted)
    case 'key_revoke':
      return revokeKey(ledgers, clock, wanted)
    case 'rebuild':
      return rebuildSite(ledgers, wanted.site)
  }
}

async function createSite(
  ledgers: Ledgers,
  clock: () => number,
  { site, domain, currency, timezone }: z.output<typeof siteCreate>,
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

async function changeSite(
  ledgers: Ledgers,
  clock: () => number,
  { site, ...wanted }: z.output<typeof siteSet>,
): Promise<AdminAnswer> {
  const ledger = await ledgerOf(ledgers, site)
  const { settings } = await ledger.state()
  const state = await ledger.change({
    kind: 'settings',
    owner: 'cli',
    at: clock(),
    settings: {
      ...settings,
      domains: wanted.domain ?? settings.domains,
      currency: wanted.currency ?? settings.currency,
      timeZone: wanted.timezone ?? settings.timeZone,
      lookbackDays: wanted.lookback_days ?? settings.lookbackDays,
    },
  })
  await settled(ledger)
  return { site, ...settingsShown(state) }
}

async function createKey(
  ledgers: Ledgers,
  clock: () => number,
  { site, scope, holder }: z.output<typeof keyCreate>,
): Promise<AdminAnswer> {
  const ledger = await ledgerOf(ledgers, site)
  const { key, record } = await newKey(site, scope, holder, clock())
  await ledger.change({ kind: 'key_created', key: record })
  return { site, id: record.id, scope, holder, key }
}

async function revokeKey(
  ledgers: Ledgers,
  clock: () => number,
  { site, id }: z.output<typeof keyRevoke>,
): Promise<AdminAnswer> {
  const ledger = await ledgerOf(ledgers, site)
  const key = (await ledger.state()).keys.find((known) => known.id === id)
  if (!key) throw new AdminError(`${site} has no key ${id}: "key list ${site}" shows them`)
  if (key.revokedAt === null) await ledger.change({ kind: 'key_revoked', id, at: clock() })
  return { site, id, scope: key.scope, holder: key.holder, revoked: true }
}

async function rebuildSite(ledgers: OwnedLedgers, site: string): Promise<AdminAnswer> {
  const ledger = await ledgerOf(ledgers, site)
  await ledgers.rebuild(site)
  const { generation, pending } = await settled(ledger)
  return { site, generation, pending }
}

const CONVERSIONS_A_SLICE = 100

/** Builds on until nothing waits. The writer takes requests between two slices. */
async function settled(ledger: Ledger): Promise<Freshness> {
  let freshness = await ledger.settle({ conversions: CONVERSIONS_A_SLICE })
  while (freshness.pending > 0 || freshness.building)
    freshness = await ledger.settle({ conversions: CONVERSIONS_A_SLICE })
  return freshness
}

async function ledgerOf(ledgers: Ledgers, site: string): Promise<Ledger> {
  const ledger = await ledgers.open(site)
  if (ledger) return ledger
  const sites = await ledgers.list()
  throw new AdminError(unknownSite(site, sites))
}

export function unknownSite(site: string, sites: readonly string[]): string {
  const known = sites.length > 0 ? `there is ${sites.join(', ')}` : 'there is none yet'
  return `there is no site "${site}": ${known}; "site create" makes one`
}

/** What people may see of a site: no hashes of keys, no secrets. */
export function settingsShown({ settings, settingsVersion }: SiteState): AdminAnswer {
  return {
    domains: settings.domains,
    currency: settings.currency,
    timezone: settings.timeZone,
    lookback_days: settings.lookbackDays,
    settings_version: settingsVersion,
  }
}

function problemsOf(error: z.ZodError, asked: unknown): string {
  return error.issues
    .map(({ path, message }) => {
      const value = path.reduce<unknown>(
        (inside, key) => (inside as Record<PropertyKey, unknown> | undefined)?.[key],
        asked,
      )
      return `${String(path[0] ?? 'command')} ${JSON.stringify(value)}: ${message}`
    })
    .join('\n')
}
