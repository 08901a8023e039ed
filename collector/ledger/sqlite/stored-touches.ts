import type { Link } from '../../journey/persons.ts'
import type { Sql } from './sql.ts'
import { BROUGHT_STANDS } from './stands-first.ts'

/** A version of a touch that was told, as it is stored. */
export interface ToldTouch {
  seq: number
  kind: string
  /** null in one that an order declares */
  external_id: string | null
  conversion: number | null
  ts: number | null
  visitor: number | null
  /** 1 when the visitor is made up for it */
  made_up: number
  customer_id: string | null
  email_hash: string | null
  channel: string | null
  campaign_source: string
  campaign_medium: string
  campaign: string
  url: string
  referrer: string
  amount: number | null
  currency: string
  category: string
  updated_at: number | null
  /** 1 when it never was */
  removed: number
  /** What its id ends with, when the address that it followed from was erased. */
  id_end?: string | null
  /** seq of the import that has brought it: one of a deal's. */
  brought_by?: number | null
}

/** As it came. */
export type Version = ToldTouch & {
  source: string
  owner: string
  schema_version: number
  received_at: number
}

/** An offline touch as it stands: whose it is, and when it was. */
export interface OfflineTouch extends Version {
  /** The seq of its first version */
  number: number
  external_id: string
  ts: number
  visitor: number
}

/** What is told of touches, for reading: what stands. */
export class StoredTouches {
  readonly #statements

  constructor(sql: Sql) {
    this.#statements = prepareStatements(sql)
  }

  /** The offline touch of a number, unless it was removed. */
  offline(number: number): OfflineTouch | undefined {
    const id = this.#statements.idOf.get(number)?.external_id
    return id === undefined || id === null ? undefined : standingOf(this.versionsOf(id))
  }

  /** Numbers of offline touches behind one, and how far that was looked for. */
  offlineAfter(number: number, limit: number): { numbers: number[]; last: number } | undefined {
    const rows = this.#statements.next.all(number, limit)
    const last = rows.at(-1)
    if (!last) return undefined
    const firsts = rows.filter(({ seq, first }) => seq === first)
    return { numbers: firsts.map(({ seq }) => seq), last: last.seq }
  }

  /** Where an order says that it has come from. */
  declaredOf(conversion: number): ToldTouch | undefined {
    const [standing] = this.declaredVersions(conversion)
    return standing?.removed === 0 ? standing : undefined
  }

  /** Of an offline touch, the one that stands first. */
  protected versionsOf(externalId: string): Version[] {
    return this.#statements.versions.all(externalId)
  }

  /** The same of what an order declares. */
  protected declaredVersions(conversion: number): Version[] {
    return this.#statements.ofConversion.all(conversion)
  }
}

/** Of the versions of an offline touch, unless the one that stands has removed it. */
export function standingOf(versions: readonly Version[]): OfflineTouch | undefined {
  const [standing] = versions
  if (!standing || standing.removed === 1) return undefined
  const { external_id, ts, visitor } = standing
  if (external_id === null || ts === null || visitor === null) return undefined
  const number = Math.min(...versions.map(({ seq }) => seq))
  return { ...standing, number, external_id, ts, visitor }
}

/** Who a touch names together: a touch that names only a visitor joins nobody. */
export function linkOfTouch(touch: OfflineTouch | undefined): Link | undefined {
  if (!touch) return undefined
  const { visitor, customer_id: customer, email_hash: email, ts, made_up } = touch
  if (customer === null && email === null) return undefined
  return { visitor, customer, email, ts, claim: false, madeUp: made_up === 1 }
}

/** Order of the versions of a touch: the one that stands comes first. */
const STANDS_FIRST = 'coalesce(updated_at, received_at) DESC, seq DESC'

function prepareStatements(sql: Sql) {
  return {
    idOf: sql.prepare<{ external_id: string | null }>(
      'SELECT external_id FROM told_touches WHERE seq = ?',
    ),
    versions: sql.prepare<Version>(
      `SELECT * FROM told_touches WHERE external_id = ? ORDER BY ${STANDS_FIRST}`,
    ),
    ofConversion: sql.prepare<Version>(
      `SELECT * FROM told_touches WHERE conversion = ? AND ${BROUGHT_STANDS}
       ORDER BY ${STANDS_FIRST}`,
    ),
    next: sql.prepare<{ seq: number; first: number | null }>(
      `SELECT seq, (SELECT min(seq) FROM told_touches one
         WHERE one.external_id = told_touches.external_id) AS first
       FROM told_touches WHERE seq > ? ORDER BY seq LIMIT ?`,
    ),
  }
}
