import { COUNTERPARTS_MAX, Persons } from '../../journey/persons.ts'
import type { PersonNamed } from '../erasing.ts'
import type { ConversionName } from '../facts.ts'
import { uuidBytes } from './bytes.ts'
import { STANDS_FIRST } from './conversions.ts'
import { StoredLinks } from './links.ts'
import type { Sql } from './sql.ts'

/** All that is one person's: what names them, and the orders that name them. */
export interface ErasedPerson {
  customers: ReadonlySet<string>
  emails: ReadonlySet<string>
  visitors: ReadonlySet<number>
  conversions: ReadonlySet<number>
}

/**
 * Who is meant: the person that all identifiers given are of, with what else names that person. What is
 * shared by more than 20 names nobody, and is left alone unless it is given itself. A browser that two
 * share is erased whole: nothing tells apart who saw which page.
 */
export function erasedPerson(sql: Sql, named: PersonNamed): ErasedPerson {
  const links = new StoredLinks(sql)
  const found = new Found(links)
  for (const order of named.orders ?? []) found.order(sql, order)
  if (named.customerId !== undefined) found.customer(named.customerId)
  if (named.emailHash !== undefined) found.email(named.emailHash)
  const visitor = named.visitor && visitorOf(sql, named.visitor)
  if (visitor) found.visitor(visitor)
  return { ...found, conversions: conversionsNaming(sql, found) }
}

const visitorOf = (sql: Sql, uuid: string): number | undefined =>
  sql.prepare<{ id: number }>('SELECT id FROM visitors WHERE uuid = ?').get(uuidBytes(uuid))?.id

class Found {
  readonly customers = new Set<string>()
  readonly emails = new Set<string>()
  readonly visitors = new Set<number>()
  readonly orders = new Set<number>()
  readonly #links
  readonly #persons

  constructor(links: StoredLinks) {
    this.#links = links
    this.#persons = new Persons(links)
  }

  customer(id: string): void {
    if (this.customers.has(id)) return
    this.customers.add(id)
    if (this.#persons.isInertCustomer(id)) return
    for (const email of this.#links.emailsOfCustomer(id))
      if (this.#persons.ofEmail(email) !== undefined) this.emails.add(email)
    for (const visitor of this.#persons.visitorsOf(`c:${id}`)) this.#browser(visitor)
  }

  email(hash: string): void {
    this.emails.add(hash)
    const person = this.#persons.ofEmail(hash)
    if (person?.startsWith('c:')) this.customer(person.slice(2))
    else if (person) for (const visitor of this.#links.visitorsOfEmail(hash)) this.#browser(visitor)
  }

  /** Of a browser that several share only the browser. */
  visitor(id: number): void {
    this.visitors.add(id)
    const owners = this.#persons.ownersOf(id).map(({ person }) => person)
    const [person = '', ...others] = new Set(owners)
    if (others.length > 0) return
    if (person.startsWith('c:')) this.customer(person.slice(2))
    if (person.startsWith('e:')) this.email(person.slice(2))
  }

  order(sql: Sql, { goal, transactionId }: ConversionName): void {
    const row = sql
      .prepare<Named>(
        `SELECT c.id AS conversion, v.customer_id AS customer, v.email_hash AS email, v.visitor
         FROM conversions c JOIN conversion_versions v ON v.conversion = c.id
         WHERE c.goal = ? AND c.transaction_id = ? ORDER BY ${STANDS_FIRST} LIMIT 1`,
      )
      .get(goal, transactionId)
    if (!row) return
    this.orders.add(row.conversion)
    if (row.customer !== null) this.customer(row.customer)
    else if (row.email !== null) this.email(row.email)
    else if (row.visitor !== null) this.visitor(row.visitor)
  }

  #browser(id: number): void {
    const { customers, emails } = this.#links.countVisitor(id)
    if (customers <= COUNTERPARTS_MAX && emails <= COUNTERPARTS_MAX) this.visitors.add(id)
  }
}

interface Named {
  conversion: number
  customer: string | null
  email: string | null
  visitor: number | null
}

/** By any of their versions: all are gone over once, since only those that stand have an index. */
function conversionsNaming(sql: Sql, found: Found): Set<number> {
  const rows = sql
    .prepare<{ conversion: number }>(
      `SELECT DISTINCT conversion FROM conversion_versions
       WHERE customer_id IN (SELECT value FROM json_each(?))
         OR email_hash IN (SELECT value FROM json_each(?))
         OR visitor IN (SELECT value FROM json_each(?))`,
    )
    .all(...[found.customers, found.emails, found.visitors].map(listed))
  return new Set([...found.orders, ...rows.map(({ conversion }) => conversion)])
}

export const listed = (set: ReadonlySet<string | number>): string => JSON.stringify([...set])
