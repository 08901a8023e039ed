import { batchBytesMax, outboxBytesMax, outboxEventsMax } from '../shared/limits.ts'
import { attempt } from './attempt.ts'
import { store } from './store.ts'
import { leaseMs } from './timing.ts'

/**
 * One event that waits: the envelope it was recorded under (site, visitor, consent) and itself,
 * both JSON objects as text. An event keeps its envelope whatever becomes of the visitor later.
 */
export type Entry = [envelope: string, event: string]

const byteLength = (text: string) => new TextEncoder().encode(text).length

/** The body of one request: entries of one envelope, stamped with the time of this attempt. */
export function bodyOf(entries: Entry[]): string {
  const envelope = String(entries[0]?.[0])
  const events = entries.map((entry) => entry[1])
  return `${envelope.slice(0, -1)},"sent_at":${Date.now()},"events":[${events}]}`
}

const fits = (entries: Entry[]) => byteLength(bodyOf(entries)) <= batchBytesMax

export interface Outbox {
  /** Takes over what tabs that are gone have left. */
  adopt_(): void
  add_(entry: Entry): void
  /** The oldest entries of one envelope outside `except`: at most `max`, and one body's bytes. */
  batch_(max: number, except?: Entry[]): Entry[]
  remove_(entries: Entry[]): void
  /** Nothing is sent before this ms, as the server asked; kept for the tab that comes next. */
  pausedUntil_: number
  /** Writes all down, this tab's until that ms; 0 leaves it to whichever tab comes next. */
  save_(leasedUntil?: number): void
  /** Forgets all, also what other tabs left. */
  clear_(): void
}

/**
 * The events of this tab that no answer has settled yet, each also in this tab's own key of
 * localStorage. Adopting events that a slow tab sends as well is harmless: the collector knows each
 * by its id.
 */
export function openOutbox(site: string | undefined): Outbox {
  const prefix = `pw_o.${site}.`
  const key = prefix + Math.random()
  const keys = () => Object.keys(store).filter((name) => name.startsWith(prefix))
  let entries: Entry[] = []

  const outbox: Outbox = {
    pausedUntil_: 0,
    adopt_() {
      for (const orphan of keys()) {
        attempt(() => {
          const [leasedUntil, pausedUntil, left] = JSON.parse(store[orphan] as string)
          if (leasedUntil > Date.now()) return
          outbox.pausedUntil_ = Math.max(outbox.pausedUntil_, pausedUntil)
          entries.push(...left)
          delete store[orphan]
        })
      }
      outbox.save_()
    },
    add_(entry) {
      if (fits([entry])) entries.push(entry)
      outbox.save_()
    },
    batch_(max, except = []) {
      const waiting = entries.filter((entry) => !except.includes(entry))
      const batch = waiting
        .filter(([envelope]) => envelope === (waiting[0] as Entry)[0])
        .slice(0, max)
      while (!fits(batch)) batch.pop()
      return batch
    },
    remove_(gone) {
      entries = entries.filter((entry) => !gone.includes(entry))
      outbox.save_()
    },
    save_(leasedUntil = Date.now() + leaseMs) {
      const text = () => JSON.stringify([leasedUntil, outbox.pausedUntil_, entries])
      while (entries.length > outboxEventsMax || byteLength(text()) > outboxBytesMax)
        entries.shift()
      delete store[key]
      attempt(() => {
        if (entries[0]) store[key] = text()
      })
    },
    clear_() {
      entries = []
      for (const name of keys()) delete store[name]
    },
  }
  return outbox
}
