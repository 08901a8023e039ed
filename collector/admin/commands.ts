import { z } from 'zod'
import { foreignText, siteId } from '../../shared/ids.ts'
import { snapshotIdPattern } from '../ledger/snapshots.ts'
import { AUDIT_COMMANDS } from './audit-commands.ts'
import { CAMPAIGN_COMMANDS } from './campaign-commands.ts'
import { channelRules } from './channel-rules-input.ts'
import { codeAdd, codeList, codeRemove } from './codes.ts'
import { ERASURE_COMMANDS } from './erasure-commands.ts'
import { type AdminFieldError, AdminInputError } from './errors.ts'
import { exportRows } from './export-commands.ts'
import { IMPORT_COMMANDS } from './import-commands.ts'
import { linkCreate, pixelCreate } from './links.ts'
import { goalLookbacks } from './lookback-input.ts'
import { MODEL_COMMANDS } from './model-commands.ts'
import { defaultBasis, defaultModel, modelSettings } from './model-input.ts'
import { SCOPES } from './new-site.ts'
import { OUTGOING_COMMANDS } from './outgoing-commands.ts'
import { PERIOD_COMMANDS } from './period-commands.ts'
import { QUARANTINE_COMMANDS } from './quarantine-commands.ts'
import { ratesImport } from './rates.ts'
import { SHARE_COMMANDS } from './share-commands.ts'
import {
  costOfGoodsRate,
  currency,
  domains,
  hitsKeptDays,
  lookbackDays,
  siteInput,
  timeZone,
} from './site-input.ts'
import { touchesImport } from './touches.ts'
import { TRANSFER_COMMANDS } from './transfer-commands.ts'
import { WEBHOOK_COMMANDS } from './webhook-commands.ts'

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
  goal_lookback_days: goalLookbacks.optional(),
  cost_of_goods_rate: costOfGoodsRate.optional(),
  keep_hits_days: hitsKeptDays.optional(),
  channel_rules: channelRules.optional(),
  models: modelSettings.optional(),
  default_model: defaultModel.optional(),
  default_basis: defaultBasis.optional(),
})

const siteList = z.object({ command: z.literal('site_list') })
const siteShow = z.object({ command: z.literal('site_show'), site: siteId })
const siteStatus = z.object({ command: z.literal('site_status'), site: siteId })

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

const keyList = z.object({ command: z.literal('key_list'), site: siteId })
const keyRevoke = z.object({ command: z.literal('key_revoke'), site: siteId, id: z.string() })

const rebuild = z.object({ command: z.literal('rebuild'), site: siteId })
const settle = z.object({ command: z.literal('settle'), site: siteId })

const proofStart = z.object({ command: z.literal('proof_start'), site: siteId })
const proof = z.object({ command: z.literal('proof'), site: siteId })

const snapshotCreate = z.object({
  command: z.literal('snapshot_create'),
  site: siteId,
  note: z.string().trim().max(200, 'has more than 200 characters').pipe(foreignText).default(''),
})

const snapshotList = z.object({ command: z.literal('snapshot_list'), site: siteId })

const snapshotRestore = z.object({
  command: z.literal('snapshot_restore'),
  site: siteId,
  id: z.string().regex(snapshotIdPattern, 'is no id of a snapshot: "snapshot list" shows them'),
})

/**
 * What operators can ask of whoever keeps the sites. It crosses the admin socket of a data folder and
 * `POST /v1/admin` alike, so each command is short: what takes long is begun by one (`rebuild`,
 * `site_set`, `proof_start`) and brought on in slices by `settle`.
 */
export const adminCommand = z.discriminatedUnion('command', [
  siteCreate,
  siteSet,
  siteList,
  siteShow,
  siteStatus,
  keyCreate,
  keyList,
  keyRevoke,
  ...SHARE_COMMANDS,
  rebuild,
  settle,
  proofStart,
  proof,
  snapshotCreate,
  snapshotList,
  snapshotRestore,
  ratesImport,
  touchesImport,
  ...MODEL_COMMANDS,
  ...AUDIT_COMMANDS,
  ...PERIOD_COMMANDS,
  ...IMPORT_COMMANDS,
  ...CAMPAIGN_COMMANDS,
  codeAdd,
  codeList,
  codeRemove,
  linkCreate,
  pixelCreate,
  exportRows,
  ...WEBHOOK_COMMANDS,
  ...OUTGOING_COMMANDS,
  ...QUARANTINE_COMMANDS,
  ...ERASURE_COMMANDS,
  ...TRANSFER_COMMANDS,
])
export type AdminCommand = z.input<typeof adminCommand>
export type ParsedCommand = z.output<typeof adminCommand>
export type AdminCommandName = AdminCommand['command']

/** One command of the union, as it was checked. */
export type Parsed<Name extends AdminCommandName> = Extract<ParsedCommand, { command: Name }>

/** What a command answers with, printed as it is by `--json`. */
export type AdminAnswer = Record<string, unknown>

/** Sends a command to whoever does it. */
export type AskAdmin = (command: AdminCommand) => Promise<AdminAnswer>

const READING = [
  'site_list',
  'site_show',
  'site_status',
  'key_list',
  'share_list',
  'snapshot_list',
  'audit_list',
  'audit_verify',
  'period_list',
  'campaign_list',
  'code_list',
  'link_create',
  'pixel_create',
  'export_rows',
  'webhook_list',
  'webhook_out_list',
  'webhook_out_deliveries',
  'quarantine_list',
  'quarantine_show',
  'erasure_list',
  'import_check',
  'import_list',
  'models_list',
  'models_show',
] as const satisfies readonly AdminCommandName[]

/** A command that changes nothing, so that who may only read can do it. */
export type ReadingCommand = Parsed<(typeof READING)[number]>

export const onlyReads = (wanted: ParsedCommand): wanted is ReadingCommand =>
  READING.some((name) => name === wanted.command)

/** Begun twice they make two of something, or undo what was done in between. */
const ONCE: ReadonlySet<AdminCommandName> = new Set([
  'site_create',
  'site_set',
  'key_create',
  'share_create',
  'rebuild',
  'snapshot_create',
  'snapshot_restore',
  'period_close',
  'period_reopen',
  'models_fit',
  'models_activate',
  'webhook_add',
  'webhook_rotate',
  'webhook_out_add',
  'webhook_out_rotate',
])

/** Whether a command may be sent again when nobody knows if it was done. */
export const mayComeAgain = ({ command }: AdminCommand): boolean => !ONCE.has(command)

/** @throws AdminInputError */
export function parseAdmin(asked: unknown): ParsedCommand {
  const parsed = adminCommand.safeParse(asked, { error: ownWords })
  if (parsed.success) return parsed.data
  throw new AdminInputError(fieldErrors(parsed.error, asked))
}

/** Of what zod would say in its own terms, that which people can meet. */
const ownWords: z.core.$ZodErrorMap = (issue) => {
  if (issue.code === 'invalid_type' && issue.input === undefined) return 'is missing'
  if (issue.code === 'invalid_union')
    return 'is no command here: a collector does those of its own version'
  return undefined
}

function fieldErrors(error: z.ZodError, asked: unknown): AdminFieldError[] {
  return error.issues.map(({ path, message }) => {
    const value = path.reduce<unknown>(
      (inside, key) => (inside as Record<PropertyKey, unknown> | undefined)?.[key],
      asked,
    )
    const shown = value === undefined ? '' : `${JSON.stringify(value)}: `
    return { field: String(path[0] ?? 'command'), message: `${shown}${message}` }
  })
}
