import { z } from 'zod'
import { DAY_MS } from '../../shared/dates.ts'
import { siteId } from '../../shared/ids.ts'
import { formatAmount } from '../../shared/money.ts'
import { wireTouch } from '../../shared/wire/touches.ts'
import { emailHasher } from '../http/email.ts'
import { fieldErrors, plainMessages } from '../http/fields.ts'
import { Signer } from '../http/secrets.ts'
import type { OfflineTouchFact } from '../ledger/facts.ts'
import type { Ledger } from '../ledger/ledger.ts'
import type { SiteState } from '../ledger/site-state.ts'
import { offlineTouchFact } from '../records/touches-of.ts'
import { instantOf, localDay } from '../roi/dates.ts'
import { touchChannel, touchSaid } from '../source/touches.ts'

/** Of one command: it is done within a second or two wherever that is. */
export const TOUCHES_A_COMMAND_MAX = 500

/** Touches in the words of `POST /v1/touches`, but for what a file may leave to the site. */
export const touchesImport = z.object({
  command: z.literal('touches_import'),
  site: siteId,
  dry_run: z.boolean(),
  touches: z
    .array(z.record(z.string(), z.unknown()))
    .min(1, 'names no touch')
    .max(TOUCHES_A_COMMAND_MAX, `has more than ${TOUCHES_A_COMMAND_MAX}: send several commands`),
})

/** A touch as it would be stored. */
export interface TouchTaken {
  id: string
  kind: string
  channel: string
  /** YYYYMMDD, local */
  day: number
  cost: { amount: string; currency: string } | null
}

/**
 * Takes touches of a file. What a line leaves out is the site's: the offset of a time, the currency of a
 * cost, and an id, which is a hash of the line under the site's key. Nothing is stored by a dry run, nor
 * while one of them is refused.
 */
export async function importTouches(
  ledger: Ledger,
  clock: () => number,
  { site, dry_run: isDry, touches: rows }: z.output<typeof touchesImport>,
): Promise<Record<string, unknown>> {
  const reader = new TouchReader(await ledger.state(), clock())
  const read = await Promise.all(rows.map((row) => reader.read(row)))
  const refused = read.flatMap((one, at) => (typeof one === 'string' ? [{ at, reason: one }] : []))
  const facts = read.filter((one) => typeof one !== 'string')
  const taken = facts.map((fact) => reader.taken(fact))
  if (isDry || refused.length > 0) return { site, dry_run: true, taken, refused }
  const { touches = [] } = await ledger.append({ touches: facts })
  const count = (wanted: string) => touches.filter(({ outcome }) => outcome === wanted).length
  const stored = {
    created: count('created'),
    updated: count('updated'),
    unchanged: count('unchanged'),
  }
  return { site, dry_run: false, ...stored, taken, refused }
}

/** Reads touches as the site understands them. */
class TouchReader {
  readonly #state: SiteState
  readonly #now: number
  readonly #signer = new Signer()
  readonly #rules

  constructor(state: SiteState, now: number) {
    this.#state = state
    this.#now = now
    this.#rules = { ownHosts: state.settings.domains, siteRules: state.settings.siteRules }
  }

  /** The fact, or what is wrong with it. */
  async read(row: Record<string, unknown>): Promise<OfflineTouchFact | string> {
    const whole = {
      ...row,
      ...(await this.#idOf(row)),
      ...this.#timesOf(row),
      ...this.#costOf(row),
    }
    const checked = wireTouch.safeParse(whole, { error: plainMessages })
    if (!checked.success) {
      const told = fieldErrors(checked.error).map(({ field, message }) => `${field} ${message}`)
      return told.join('; ')
    }
    const record = checked.data
    if (Math.max(record.ts, record.updated_at ?? 0) > this.#now + DAY_MS)
      return 'ts or updated_at is more than 24 hours ahead: send what has happened, when it has'
    const place = touchSaid(record, this.#rules)
    if (typeof place === 'string') return `channel ${place}`
    const provenance = {
      ...({ source: 'cli', owner: 'cli' } as const),
      ...{ schemaVersion: 1, receivedAt: this.#now },
    }
    const hashOf = emailHasher(this.#state, this.#signer)
    const siteCurrency = this.#state.settings.currency
    return offlineTouchFact(record, place, { provenance, hashOf, siteCurrency })
  }

  taken(fact: OfflineTouchFact): TouchTaken {
    const { externalId: id, kind, ts, cost } = fact
    return {
      ...{ id, kind, channel: touchChannel(fact, this.#rules) },
      day: localDay(ts, this.#state.settings.timeZone),
      cost: cost && { amount: formatAmount(cost.amount, cost.currency), currency: cost.currency },
    }
  }

  /** The same line has the same id, whenever it comes; it holds an address, so that it is hashed under the key. */
  async #idOf(row: Record<string, unknown>): Promise<{ id?: string }> {
    if (row['id'] !== undefined) return {}
    const said = Object.entries(row).toSorted(([a], [b]) => (a < b ? -1 : 1))
    const hash = await this.#signer.sign(this.#state.emailSecret, JSON.stringify(said))
    return { id: `line-${hash.slice(0, 32)}` }
  }

  #timesOf(row: Record<string, unknown>): Record<string, unknown> {
    const times = ['ts', 'updated_at'].filter((field) => row[field] !== undefined)
    return Object.fromEntries(times.map((field) => [field, this.#instant(row[field])]))
  }

  /** A date is its noon; a time without an offset is the site's. What else there is stays as it stands. */
  #instant(text: unknown): unknown {
    const found = typeof text === 'string' ? LOCAL.exec(text) : null
    if (!found) return text
    const [, date, hour = '12', minute = '00', second = '00'] = found
    const local = Date.parse(`${date}T${hour}:${minute}:${second}Z`)
    if (Number.isNaN(local)) return text
    return new Date(instantOf(local, this.#state.settings.timeZone)).toISOString()
  }

  #costOf({ cost }: Record<string, unknown>): Record<string, unknown> {
    if (typeof cost !== 'object' || cost === null) return {}
    return { cost: { currency: this.#state.settings.currency, ...cost } }
  }
}

const LOCAL = /^(\d{4}-\d{2}-\d{2})(?:[T ](\d{2}):(\d{2})(?::(\d{2}))?)?$/
