import type { Link } from '../../journey/persons.ts'
import type { Cursor } from '../transfer.ts'
import type { Compared } from './comparison.ts'
import { type Conversions, fingerprintOf, linkOf } from './conversions.ts'
import { DIFFERENCES_SHOWN, describeRow } from './derived.ts'
import type { LinkStore } from './links.ts'
import type { Sql } from './sql.ts'

interface IdentityRow extends Omit<Link, 'claim'> {
  id: number
  claim: number
}

interface LinkRow extends IdentityRow {
  conversion: number | null
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
  readonly slices: readonly Slice[]

  constructor(sql: Sql, { links, conversions }: { links: LinkStore; conversions: Conversions }) {
    this.#statements = prepareStatements(sql)
    this.#links = links
    this.#conversions = conversions
    this.slices = [
      this.#over(this.#statements.conversions, ({ id }) => this.#ofConversion(id)),
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
    const wanted = standing && said(linkOf(standing))
    const link = this.#links.ofConversion(id)
    const stored = link && said(link)
    if (wanted === stored) return undefined
    return `links: of conversion ${id} is ${stored ?? 'none'}, and must be ${wanted ?? 'none'}`
  }

  #ofIdentity({ id: _, ...identity }: IdentityRow): string | undefined {
    const { visitor, customer, email, ts, claim, since = null } = identity
    const stored = this.#statements.count.get(visitor, customer, email, ts, claim, since)?.n ?? 0
    if (stored === 1) return undefined
    return `links: ${stored} instead of one of the identity ${describeRow(identity)}`
  }

  #factOf({ id: _, conversion, ...link }: LinkRow): string | undefined {
    const { visitor, customer, email, ts, claim, since = null } = link
    const fact =
      conversion === null
        ? this.#statements.identity.get(fingerprintOf([visitor, customer, email, ts, claim, since]))
        : this.#conversions.standing(conversion)
    return fact ? undefined : `links: no fact has this one: ${describeRow({ conversion, ...link })}`
  }
}

const said = ({ visitor, customer, email, ts, claim, since = null }: Link): string =>
  JSON.stringify([visitor, customer, email, ts, claim, since])

function prepareStatements(sql: Sql) {
  const named = 'visitor, customer_id AS customer, email_hash AS email, ts, claim'
  return {
    conversions: sql.prepare<{ id: number }>(
      'SELECT id FROM conversions WHERE id > ? ORDER BY id LIMIT ?',
    ),
    identities: sql.prepare<IdentityRow>(
      `SELECT seq AS id, ${named}, customer_since AS since FROM identities WHERE seq > ? ORDER BY seq LIMIT ?`,
    ),
    links: sql.prepare<LinkRow>(
      `SELECT id, conversion, ${named}, since FROM links WHERE id > ? ORDER BY id LIMIT ?`,
    ),
    count: sql.prepare<{ n: number }>(
      `SELECT count(*) AS n FROM links WHERE conversion IS NULL
         AND visitor IS ? AND customer_id IS ? AND email_hash IS ? AND ts = ? AND claim = ?
         AND since IS ?`,
    ),
    identity: sql.prepare('SELECT 1 FROM identities WHERE fingerprint = ?'),
  }
}
