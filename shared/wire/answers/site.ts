import { z } from 'zod'
import { closedPeriod, filtersShown, freshness, localDay, matchRate, ratio, time } from './parts.ts'
import { codeListed, importShown } from './writes.ts'

const siteMeta = z.object({ site: z.string(), ...freshness })

export const codesAnswer = z.object({ meta: siteMeta, codes: z.array(codeListed) })

export const importsAnswer = z.object({
  meta: siteMeta,
  imports: z.array(importShown),
  next: z.union([z.string(), z.int()]).nullable().describe('What to ask as `before`'),
})

export const oneImport = z.object({ meta: siteMeta, import: importShown })

export const rolledBack = oneImport.extend({ outcome: z.enum(['rolled_back', 'unchanged']) })

const parameter = z.looseObject({
  name: z.string(),
  description: z.string(),
  default: z.union([z.string(), z.number()]),
  value: z.union([z.string(), z.number()]),
})

/** A fit, or the version that has come of it. */
const data = z.looseObject({
  goal: z.string(),
  from: localDay,
  to: localDay,
  with_lost: z.boolean(),
  sales_channels: z.array(z.string()),
  filters: filtersShown.optional(),
})

const effect = z.number().describe('To nine decimals')

/** How well it tells journeys that convert from those that do not; 0.5 is chance. */
const heldOut = { auc: ratio, held_out_auc: ratio, held_out_seen: ratio }

export const modelVersion = z.object({
  id: z.string(),
  model: z.string(),
  state: z.literal('fitted'),
  active: z.boolean(),
  fitted_at: time,
  owner: z.string(),
  parameters: z.record(z.string(), z.unknown()),
  data: data.extend({
    journeys: z.int(),
    conversions: z.int(),
    paths: z.int().describe('Different sequences of channels'),
    fingerprint: z.string().describe('SHA-256 of the journeys, hex'),
  }),
  channels: z.array(
    z.looseObject({
      channel: z.string(),
      effect: effect.describe('The share of conversions that is lost without it, or that it adds'),
      effect_value: effect.describe('The same of their value'),
      interval: z.tuple([effect, effect]).describe('Of 95 % of resamples'),
      conversions: z.int().describe('Conversions whose journey touched it'),
    }),
  ),
  diagnostics: z.looseObject({
    states: z.int().optional(),
    ...heldOut,
    orders: z
      .array(z.object({ order: z.int(), states: z.int(), ...heldOut }))
      .optional()
      .describe('The same of chains of each order'),
    resamples: z.int(),
    enough: z.boolean(),
    thin_channels: z.array(z.string()),
  }),
})

export const modelFit = z.object({
  id: z.string(),
  state: z.string(),
  error: z.string().optional(),
  stage: z.string().optional(),
  progress: z.number().optional(),
  model: z.string(),
  parameters: z.record(z.string(), z.unknown()),
  data,
  requested_at: time,
  owner: z.string(),
})

export const modelsAnswer = z.object({
  meta: siteMeta.extend({ default_model: z.string(), default_basis: z.string() }),
  models: z.array(
    z.object({
      name: z.string(),
      version: z.union([z.int(), z.string()]),
      title: z.string(),
      description: z.string(),
      computed: z.boolean(),
      fitted: z.boolean().optional(),
      compute_by: z.string().optional().describe('How to have it computed'),
      parameters: z.array(parameter),
    }),
  ),
  versions: z.array(modelVersion),
  fits: z.array(modelFit),
})

export const modelAnswer = z.object({
  meta: siteMeta,
  model: z.union([modelVersion, modelFit]),
})

export const fitBegun = z.object({ fit: modelFit })

export const modelActivated = z.object({
  activated: z.object({ id: z.string(), model: z.string() }),
  settings_version: z.int(),
  changed: z.boolean(),
})

export const dataHealth = z.object({
  meta: siteMeta.extend({ goal: z.string() }),
  deliveries: z.array(
    z.object({
      source: z.string(),
      accepted: z.int(),
      ignored: z.int(),
      quarantined: z.int(),
      in_quarantine: z.int(),
      quarantined_since: time.optional(),
      refused: z.record(z.string(), z.int()),
      last_delivery: time.nullable(),
    }),
  ),
  privacy_requests: z.array(
    z.object({ source: z.string(), request: z.string(), n: z.int(), oldest: time }),
  ),
  match_rate: matchRate,
  dropped: z
    .array(z.object({ reason: z.string(), n: z.int(), last_day: localDay }))
    .describe('Events that were not kept, by reason; days of UTC'),
})

const figures = z.record(z.string(), z.unknown())

export const auditAnswer = z.object({
  meta: z.object({ site: z.string(), head: z.object({ seq: z.int(), hash: z.string() }) }),
  entries: z.array(
    z.object({
      seq: z.int(),
      at: time,
      kind: z.string(),
      subject: figures,
      before: figures.nullable(),
      after: figures.nullable(),
      facts: z.int(),
      hash: z.string().describe('SHA-256 of the entry and the hash before it, hex'),
    }),
  ),
  next: z.int().nullable().describe('What to ask as `after`'),
})

const erased = {
  customers: z.int(),
  emails: z.int(),
  visitors: z.int(),
  hits: z.int(),
  conversions: z.int(),
  identities: z.int(),
  touches: z.int(),
  quarantined: z.int(),
}

export const erasureAnswer = z.object({
  erased: z.boolean().describe('false of a dry run'),
  ...erased,
})

export const erasuresAnswer = z.object({
  meta: z.object({ site: z.string() }),
  erasures: z.array(z.object({ id: z.int(), erased_at: time, erased_by: z.string(), ...erased })),
  visitors_waiting: z.int(),
})

export const periodAnswer = closedPeriod

export const periodsAnswer = z.object({
  meta: z.object({ site: z.string() }),
  periods: z.array(closedPeriod),
})

export const periodReopened = z.object({ period: z.int(), reopened: z.literal(true) })

export const healthAnswer = z.object({ status: z.literal('ok') })

/** Who is signed in to a site. */
export const sessionShown = z.object({
  site: z.string(),
  scope: z.enum(['read', 'admin', 'share']),
  name: z.string().describe('Who holds the key, or whom the link is for'),
  expires_at: time,
})

export const sessionsAnswer = z.object({ sessions: z.array(sessionShown) })

export const signedOut = z.object({
  signed_out: z.array(z.string()).describe('The sites whose cookies this browser held'),
})

const siteName = z.object({ site: z.string() })

const settingsShown = {
  site: z.string(),
  domains: z.array(z.string()),
  currency: z.string().describe('ISO 4217'),
  timezone: z.string().describe('IANA name'),
  lookback_days: z.int(),
  goal_lookback_days: z.array(z.string()).optional().describe('`goal=days`, where it is another'),
  cost_of_goods_rate: z.string().optional(),
  keep_hits_days: z.int().optional().describe('Where hits are not kept for ever'),
  channel_rules: z.array(z.string()).optional().describe('Where it has any, in their order'),
  models: z.array(z.string()).describe('Those that are computed, with their parameters'),
  settings_version: z.int(),
  default_model: z.string().describe('The model of a report that names none'),
  default_basis: z.string().describe('The basis of a report that names none'),
}

export const siteAnswer = z.object({
  ...settingsShown,
  created_at: time,
  status: z.string().describe('`open`, or that the site moves'),
  status_note: z.string().optional(),
  tag: z.string().describe('The line for the head of its pages'),
})

export const siteChanged = z.object(settingsShown)

const keyShown = {
  id: z.string(),
  scope: z.enum(['write', 'read', 'admin']),
  name: z.string().describe('Who holds it'),
}

export const keysAnswer = z.object({
  meta: siteName,
  keys: z.array(
    z.object({
      ...keyShown,
      created_at: time,
      revoked_at: time.nullable(),
      asks: z.boolean().describe('It is the key that asks, or that this browser is signed in with'),
    }),
  ),
})

export const keyMade = z.object({ ...keyShown, key: z.string().describe('Shown this once') })

export const keyRevoked = z.object({
  ...keyShown,
  scope: z.string(),
  revoked: z.literal(true),
})

const shareShown = { id: z.string(), name: z.string(), expires_at: time.nullable() }

export const sharesAnswer = z.object({
  meta: siteName,
  shares: z.array(z.object({ ...shareShown, created_at: time, revoked_at: time.nullable() })),
})

export const shareMade = z.object({
  ...shareShown,
  url: z.string().describe('The link, with its secret after the `#`; shown this once'),
})

export const shareRevoked = z.object({
  id: z.string(),
  name: z.string(),
  revoked: z.literal(true),
})
