import type { Link } from '../../journey/persons.ts'
import type { Cursor } from '../transfer.ts'
import type { Compared } from './comparison.ts'
import { type Conversions, fingerprintOf, linkOf } from './conversions.ts'
import { DIFFERENCES_SHOWN, describeRow } from './derived.ts'
import type { LinkOf, LinkStore } from './links.ts'
import type { Sql } from './sql.ts'
import { linkOfTouch } from './stored-touches.ts'
import type { ToldTouches } from './told-touches.ts'

interface IdentityRow extends Omit<Link, 'claim'> {
  id: number
  claim: number
}

interface BroughtRow extends IdentityRow {
  /** 1 when a file has brought it */
  brought: number
}

interface LinkRow extends IdentityRow {
  conversion: number | null
  touch: number | null
  identity: number | null
  made_up: number
}

type Slice = (after: Cursor | null, count: number) => Compared

/**
 * Compares links with the facts that they follow from, both ways: each fact has its link, and each
 * link its fact. Links are of no generation, so there is nothing to build.
 */
export class LinkComparison {
  readonly #statements
  readonly #links: LinkStore
  readonly #conversions: Conversions
  readonly #told: ToldTouches
  readonly slices: readonly Slice[]

  constructor(sql: Sql, { links, conversions, told }: ComparedLinks) {
    this.#statements = prepareStatements(sql)
    this.#links = links
    this.#conversions = conversions
    this.#told = told
    this.slices = [
      this.#over(this.#statements.conversions, ({ id }) => this.#ofConversion(id)),
      this.#over(this.#statements.touches, ({ id }) => this.#ofTouch(id)),
      this.#over(this.#statements.identities, (row) => this.#ofIdentity(row)),
      this.#over(this.#statements.links, (row) => this.#factOf(row), true),
    ]
  }

  #over<Row extends { id: number }>(
    next: { all(after: number, count: number): Row[] },
    differenceOf: (row: Row) => string | undefined,
    isCounted = false,
  ): Slice {
    return (after, count) => {
      const rows = next.all(Number(after?.[0] ?? 0), count)
      const differences = rows.flatMap((row) => differenceOf(row) ?? [])
      const last = rows.length === count ? rows.at(-1) : undefined
      return {
        differences: differences.slice(0, DIFFERENCES_SHOWN),
        rows: isCounted ? rows.length : 0,
        next: last && [last.id],
      }
    }
  }

  #ofConversion(id: number): string | undefined {
    const standing = this.#conversions.standing(id)
    const of = { conversion: id }
    return this.#ofFact(`conversion ${id}`, of, standing && linkOf(standing))
  }

  /** Of a later version, the first is looked at by itself. */
  #ofTouch(id: number): string | undefined {
    const touch = this.#told.offline(id)
    if (touch && touch.number !== id) return undefined
    return this.#ofFact(`touch ${id}`, { touch: id }, linkOfTouch(touch))
  }

  #ofFact(name: string, of: LinkOf, link: Link | undefined): string | undefined {
    const wanted = link && said(link)
    const found = this.#links.ofFact(of)
    const stored = found && said(found)
    if (wanted === stored) return undefined
    return `links: of ${name} is ${stored ?? 'none'}, and must be ${wanted ?? 'none'}`
  }

  #ofIdentity({ id, brought, ...identity }: BroughtRow): string | undefined {
    if (brought === 1)
      return this.#ofFact(`identity ${id}`, { identity: id }, this.#conversions.broughtLink(id))
    const { visitor, customer, email, ts, claim, since = null } = identity
    const stored = this.#statements.count.get(visitor, customer, email, ts, claim, since)?.n ?? 0
    if (stored === 1) return undefined
    return `links: ${stored} instead of one of the identity ${describeRow(identity)}`
  }

  #factOf({ id: _, ...link }: LinkRow): string | undefined {
    return this.#isOfFact(link) ? undefined : `links: no fact has this one: ${describeRow(link)}`
  }

  #isOfFact({ conversion, touch, identity, ...link }: Omit<LinkRow, 'id'>): boolean {
    if (conversion !== null) return this.#conversions.standing(conversion) !== undefined
    if (touch !== null) return this.#told.offline(touch)?.number === touch
    if (identity !== null) return this.#conversions.broughtLink(identity) !== undefined
    const { visitor, customer, email, ts, claim, since = null } = link
    const fingerprint = fingerprintOf([visitor, customer, email, ts, claim, since], null)
    return this.#statements.identity.get(fingerprint) !== undefined
  }
}

export interface ComparedLinks {
  links: LinkStore
  conversions: Conversions
  told: ToldTouches
}

const said = ({ visitor, customer, email, ts, claim, since = null, madeUp = false }: Link) =>
  JSON.stringify([visitor, customer, email, ts, claim, since, madeUp])

function prepareStatements(sql: Sql) {
  const named = 'visitor, customer_id AS customer, email_hash AS email, ts, claim'
  return {
    conversions: sql.prepare<{ id: number }>(
      'SELECT id FROM conversions WHERE id > ? ORDER BY id LIMIT ?',
    ),
    touches: sql.prepare<{ id: number }>(
      'SELECT seq AS id FROM told_touches WHERE seq > ? ORDER BY seq LIMIT ?',
    ),
    identities: sql.prepare<BroughtRow>(
      `SELECT seq AS id, brought_by IS NOT NULL AS brought, ${named}, customer_since AS since
       FROM identities WHERE seq > ? ORDER BY seq LIMIT ?`,
    ),
    links: sql.prepare<LinkRow>(
      `SELECT id, conversion, touch, identity, made_up, ${named}, since FROM links WHERE id > ? ORDER BY id LIMIT ?`,
    ),
    count: sql.prepare<{ n: number }>(
      `SELECT count(*) AS n FROM links WHERE conversion IS NULL AND touch IS NULL AND identity IS NULL
         AND visitor IS ? AND customer_id IS ? AND email_hash IS ? AND ts = ? AND claim = ?
         AND since IS ?`,
    ),
    identity: sql.prepare('SELECT 1 FROM identities WHERE fingerprint = ?'),
  }
}
