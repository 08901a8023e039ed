/** What receivers can be told of. */
export const OUTGOING_EVENTS = ['conversion.credited', 'import.finished'] as const

export type OutgoingEvent = (typeof OUTGOING_EVENTS)[number]

/** What deliveries are signed with. */
export interface EndpointSecret {
  /** `whsec_` and base64 */
  secret: string
  /** It signs before this moment, ms; null for one that has no end. */
  validUntil: number | null
}

/** Where a site tells what has happened. */
export interface Endpoint {
  id: string
  url: string
  events: OutgoingEvent[]
  /** The newest last. */
  secrets: EndpointSecret[]
  createdAt: number
  /** null while it is told anything */
  disabledAt: number | null
}

/**
 * - `waiting`: to be sent, or sent again.
 * - `delivered`: the receiver has answered 2xx.
 * - `dead`: given up after all tries, or since the endpoint is gone; it can be sent again by hand.
 * - `superseded`: a later state was told, or waits, in its place.
 */
export type OutgoingState = 'waiting' | 'delivered' | 'dead' | 'superseded'

/** One message that is to be sent now. */
export interface DueMessage {
  id: number
  /** `webhook-id`: the same at each try. */
  message: string
  endpoint: string
  url: string
  /** Those that are good now. */
  secrets: string[]
  body: string
  /** How often it was sent before. */
  attempts: number
}

/** What a site has to send. */
export interface Due {
  /** A few of each endpoint, the longest due first. */
  messages: DueMessage[]
  /** Messages are still to be made: ask again soon. */
  isBehind: boolean
  /** When the first of those that wait is due, ms; null when none waits. */
  next: number | null
}

/** What became of one try. */
export interface SentMessage {
  id: number
  state: 'waiting' | 'delivered' | 'dead'
  /** ms */
  at: number
  /** When it is tried again, ms; of one that waits. */
  nextAt: number
  /** The answer's status; null when there was none. */
  status: number | null
  /** Why there was none, or '' */
  error: string
  /** The endpoint has said that it is gone: it is told nothing more. */
  isGone: boolean
}

/** Changes of endpoints; those of messages by hand. */
export type EndpointChange =
  | { kind: 'endpoint_added'; endpoint: Endpoint }
  /** `othersUntil`: when the other secrets of the endpoint end. */
  | { kind: 'endpoint_rotated'; id: string; secret: string; othersUntil: number; at: number }
  | { kind: 'endpoint_removed'; id: string; at: number }
  | { kind: 'endpoint_enabled'; id: string }
  /** Dead messages are sent again; all of them without `message`. */
  | { kind: 'outgoing_retried'; message?: number; at: number }

/** What a host that sends needs of a site. */
export interface OutgoingSite {
  /** Makes messages of what has happened, and gives those that are due. */
  takeOutgoing(): Promise<Due>
  /** Stores what became of tries; messages that are not there any more are passed over. */
  noteSent(sent: readonly SentMessage[]): Promise<void>
}
