// What the tests in Node ask of the Worker of platform-entry.ts.

export type PlatformOrder =
  /** A method of the object of a site, or of the registry. */
  | { do: 'site'; site: string; method: string; args: unknown[] }
  | { do: 'registry'; method: string; args: unknown[] }
  /** The Worker starts anew: it remembers nothing. */
  | { do: 'instance' }
  /** The clock of the Worker (not that of its objects) goes on by so much. */
  | { do: 'ahead'; ms: number }
  /** It stands still, or goes on. */
  | { do: 'stand'; stands: boolean }
  | { do: 'queue'; isBroken: boolean }
  /** Puts a message into the queue. */
  | { do: 'send'; body: unknown }
  /** Gives messages to the Worker, past the queue. */
  | { do: 'deliver'; bodies: unknown[] }
  /** What has come into the dead letter queue. */
  | { do: 'left' }

export type Outcome = 'acknowledged' | 'retried' | 'none'

export const LEFT_QUEUE = 'left'
