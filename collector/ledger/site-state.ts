import type { AuditHead } from './audit.ts'
import type { PersonNamed } from './erasing.ts'
import type { Settings } from './facts.ts'
import type { Endpoint, EndpointChange } from './outgoing.ts'
import type { SiteStatus } from './transfer.ts'
import type { WebhookSecret } from './webhooks.ts'

/** What a key may do. `admin` may do all. */
export type Scope = 'write' | 'read' | 'admin'

/** A link has a key, too: `share` reads reports, and neither persons nor single facts. */
export type KeyScope = Scope | 'share'

export interface KeyRecord {
  id: string
  scope: KeyScope
  /** Who holds it. */
  holder: string
  /** SHA-256 of the key, hex: the key itself is shown once and not kept. */
  hash: string
  createdAt: number
  revokedAt: number | null
  /** ms since the epoch: from then on it opens nothing. Without an end when it is left out. */
  expiresAt?: number | null
}

/** What there is to know of a site, so that a host can serve it without asking again. */
export interface SiteState {
  site: string
  createdAt: number
  settings: Settings
  settingsVersion: number
  keys: KeyRecord[]
  /** Hex. Under it e-mail addresses are hashed; never leaves the collector. */
  emailSecret: string
  /** Hex. The shop signs customer ids with it for `pathworth('identify', …)`. */
  identifySecret: string
  /** What vendors sign with, those of before too. */
  webhookSecrets?: WebhookSecret[]
  /** Whom it tells what has happened. */
  endpoints?: Endpoint[]
  /** `open` when it is left out. */
  status?: SiteStatus
  /** Where a site that is not open moves, or comes from; for people. */
  statusNote?: string
}

/** A site that is not open takes a change of its status and no other. */
export type SiteChange =
  | { kind: 'settings'; settings: Settings; owner: string; at: number }
  /** `owner`: who has made or revoked it; the command line when it is left out. */
  | { kind: 'key_created'; key: KeyRecord; owner?: string }
  | { kind: 'key_revoked'; id: string; at: number; owner?: string }
  /** `othersUntil`: when the other secrets of its source end. */
  | { kind: 'webhook_secret_added'; secret: WebhookSecret; othersUntil?: number }
  | { kind: 'webhook_secret_revoked'; id: string; at: number }
  | EndpointChange
  | { kind: 'status'; status: SiteStatus; note?: string; at?: number }
  /** Settled days are kept as they are; PeriodError when they can't be. `today` is the site's, YYYYMMDD. */
  | {
      kind: 'period_closed'
      from: number
      to: number
      today: number
      note: string
      owner: string
      at: number
    }
  | { kind: 'period_reopened'; id: number; note: string; owner: string; at: number }
  /** What names somebody is overwritten; their hits in the slices that follow. */
  | { kind: 'person_erased'; person: PersonNamed; owner: string; at: number }
  /** A copy of it is begun, whose parts must fit together for some days: nothing is sealed meanwhile. */
  | { kind: 'copied'; at: number }
  /** The site was taken back to a snapshot: what it says of itself then. */
  | { kind: 'restored'; snapshot: string; undo: string; givenUp: AuditHead | null; at: number }
