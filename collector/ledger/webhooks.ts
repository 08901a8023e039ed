/** What a vendor signs with. Not hashed, as keys are: to check a signature one has to know it. */
export interface WebhookSecret {
  id: string
  /** `shopify`, `woocommerce`…; `standard` for a backend's own. */
  source: string
  secret: string
  createdAt: number
  /** It is good before this moment, ms; null for one that has no end. */
  validUntil: number | null
}

/** What became of a delivery. */
export type DeliveryOutcome =
  | 'accepted'
  /** Nothing of it is ours. */
  | 'ignored'
  /** It is kept, and can't be read. */
  | 'quarantined'
  | `refused_${RefusalReason}`

export const REFUSAL_REASONS = ['unsigned', 'malformed', 'old', 'wrong', 'no_secret'] as const

/** Why a delivery is not believed: nothing of it is stored. */
export type RefusalReason = (typeof REFUSAL_REASONS)[number]

/** Deliveries of one source that had one outcome. */
export interface DeliveryCount {
  source: string
  outcome: DeliveryOutcome
  n: number
  /** When the last of them came, ms. */
  at: number
}

/** A delivery that is signed well and can't be read: kept until somebody, or a later version, can. */
export interface QuarantinedDelivery {
  source: string
  topic: string
  /** As far as reading needs them. */
  headers: Record<string, string>
  body: string
  /** Which place, and why. */
  reason: string
  /** SHA-256 of source, topic and body, hex: the same delivery is kept once. */
  fingerprint: string
  receivedAt: number
}

/** What became of one in the quarantine: what it brings is stored with it, and its text is not kept. */
export interface QuarantineClosed {
  id: number
  state: 'done' | 'discarded'
  at: number
}

/** Somebody's wish about personal data that a vendor has passed on; kept until it is granted. */
export interface PrivacyRequest {
  source: string
  request: 'erase_person' | 'erase_site' | 'tell_person'
  customerId: string | null
  /** As that of conversions. */
  emailHash: string | null
  transactionIds: readonly string[]
  receivedAt: number
}
