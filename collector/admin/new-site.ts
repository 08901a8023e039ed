import { FIRST_MODELS } from '../attribution/registry.ts'
import { hashKey, makeKey } from '../http/keys.ts'
import type { Settings } from '../ledger/facts.ts'
import type { KeyRecord, KeyScope, Scope, SiteState } from '../ledger/ledger.ts'
import type { SiteInput } from './site-input.ts'

const SECRET_BYTES = 32
const KEY_ID_BYTES = 6
const LOOKBACK_DAYS = 90

export const SCOPES = ['write', 'read', 'admin'] as const satisfies readonly Scope[]

/** A key as it is shown once, and the record that is kept of it. */
export interface NewKey {
  key: string
  record: KeyRecord
}

/** A site as it is stored, and its first keys, which nobody can be shown again. */
export interface NewSite {
  state: SiteState
  keys: Record<Scope, string>
}

export async function newKey(
  site: string,
  scope: KeyScope,
  holder: string,
  now: number,
): Promise<NewKey> {
  const key = makeKey(site, scope, (bytes) => crypto.getRandomValues(bytes))
  const id = randomHex(KEY_ID_BYTES)
  return {
    key,
    record: { id, scope, holder, hash: await hashKey(key), createdAt: now, revokedAt: null },
  }
}

/** A site with the settings that a shop begins with, fresh secrets, and one key a scope. */
export async function newSite(input: SiteInput, now: number): Promise<NewSite> {
  const [write, read, admin] = await Promise.all([
    newKey(input.site, 'write', 'site create', now),
    newKey(input.site, 'read', 'site create', now),
    newKey(input.site, 'admin', 'site create', now),
  ])
  return {
    keys: { write: write.key, read: read.key, admin: admin.key },
    state: {
      site: input.site,
      createdAt: now,
      settings: firstSettings(input),
      settingsVersion: 1,
      keys: [write.record, read.record, admin.record],
      emailSecret: secret(),
      identifySecret: secret(),
    },
  }
}

const firstSettings = ({ domains, currency, timeZone }: SiteInput): Settings => ({
  domains,
  currency,
  timeZone,
  lookbackDays: LOOKBACK_DAYS,
  lookbackDaysByGoal: {},
  models: FIRST_MODELS.map((name) => ({ name })),
  siteRules: [],
  countUnconfirmed: false,
})

const secret = (): string => randomHex(SECRET_BYTES)

function randomHex(bytes: number): string {
  const random = crypto.getRandomValues(new Uint8Array(bytes))
  return [...random].map((byte) => byte.toString(16).padStart(2, '0')).join('')
}
