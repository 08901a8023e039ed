import {
  COUNTERPARTS_MAX,
  type Counterparts,
  type Link,
  type Links,
  type Person,
  Persons,
} from '../../journey/persons.ts'
import type { Sql } from './sql.ts'
import type { Visitors } from './visitors.ts'

interface LinkRow {
  visitor: number | null
  customer: string | null
  email: string | null
  ts: number
  claim: number
  since: number | null
  made_up: number
}

/**
 * The fact whose version that stands a link is of. An identity's is added, and stays (null), unless a file has
 * brought it.
 */
export type LinkOf = { conversion: number } | { touch: number } | { identity: number } | null

/** What names a conversion, with the conversion it is of. */
export interface LinkedConversion {
  conversion: number
  visitor: number | null
  customer: string | null
  email: string | null
  ts: number
}

type Identifier = 'visitor' | 'customer_id' | 'email_hash'

const ENOUGH = COUNTERPARTS_MAX + 1

/** With the visitors that are made up: one for each counterpart, and one alone. */
export const VISITORS_LISTED_MAX = 2 * ENOUGH + 1

const columns = 'visitor, customer_id AS customer, email_hash AS email, ts'

/** The table of links, for reading: who was named together with whom. */
export class StoredLinks implements Links {
  readonly #lists
  readonly #conversions
  readonly #ofVisitor
  readonly #ofConversion
  readonly #ofTouch
  readonly #ofIdentity

  constructor(sql: Sql) {
    this.#lists = prepareLists(sql)
    this.#conversions = prepareConversions(sql)
    this.#ofVisitor = sql.prepare<LinkRow>(
      `SELECT ${columns}, claim, since, made_up FROM links WHERE visitor = ?`,
    )
    this.#ofConversion = sql.prepare<LinkRow>(
      `SELECT ${columns}, claim, since, made_up FROM links WHERE conversion = ?`,
    )
    this.#ofTouch = sql.prepare<LinkRow>(
      `SELECT ${columns}, claim, since, made_up FROM links WHERE touch = ?`,
    )
    this.#ofIdentity = sql.prepare<LinkRow>(
      `SELECT ${columns}, claim, since, made_up FROM links WHERE identity = ?`,
    )
  }

  ofVisitor(visitor: number): Link[] {
    return this.#ofVisitor.all(visitor).map(toLink)
  }

  ofConversion(conversion: number): Link | undefined {
    const row = this.#ofConversion.get(conversion)
    return row && toLink(row)
  }

  /** The link that stands of a fact that has one at most. */
  ofFact(of: LinkOf): Link | undefined {
    if (of === null) return undefined
    if ('conversion' in of) return this.ofConversion(of.conversion)
    const row = 'touch' in of ? this.#ofTouch.get(of.touch) : this.#ofIdentity.get(of.identity)
    return row && toLink(row)
  }

  /** The conversions that an identifier names. */
  conversionsOf(identifier: Identifier, id: number | string): LinkedConversion[] {
    return this.#conversions[identifier].all(id)
  }

  customersOfEmail(email: string): string[] {
    return this.#lists.customersOfEmail.all(email, ENOUGH).map(({ id }) => id)
  }

  emailsOfCustomer(customer: string): string[] {
    return this.#lists.emailsOfCustomer.all(customer, ENOUGH).map(({ id }) => id)
  }

  visitorsOfCustomer(customer: string): number[] {
    return this.#lists.visitorsOfCustomer.all(customer, VISITORS_LISTED_MAX).map(({ id }) => id)
  }

  visitorsOfEmail(email: string): number[] {
    return this.#lists.visitorsOfEmail.all(email, VISITORS_LISTED_MAX).map(({ id }) => id)
  }

  countVisitor(visitor: number): Counterparts {
    const { customersOfVisitor, emailsOfVisitor } = this.#lists
    const customers = customersOfVisitor.all(visitor, ENOUGH).length
    return { visitors: 0, customers, emails: emailsOfVisitor.all(visitor, ENOUGH).length }
  }

  countCustomer(customer: string): Counterparts {
    const visitors = this.#lists.seenOfCustomer.all(customer, ENOUGH).length
    return { visitors, customers: 0, emails: this.emailsOfCustomer(customer).length }
  }

  countEmail(email: string): Counterparts {
    const visitors = this.#lists.seenOfEmail.all(email, ENOUGH).length
    return { visitors, customers: this.customersOfEmail(email).length, emails: 0 }
  }
}

/** The same, for writing, too. */
export class LinkStore extends StoredLinks {
  readonly #add
  readonly #remove
  readonly #removeOfTouch
  readonly #removeOfIdentity
  readonly #visitors: Visitors
  readonly #since
  #persons: Persons | undefined
  #anySince: boolean | undefined

  constructor(sql: Sql, visitors: Visitors) {
    super(sql)
    this.#visitors = visitors
    this.#add = sql.prepare(
      `INSERT INTO links (conversion, touch, identity, visitor, customer_id, email_hash, ts, claim,
         since, made_up)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    )
    this.#since = prepareSince(sql)
    this.#remove = sql.prepare('DELETE FROM links WHERE conversion = ?')
    this.#removeOfTouch = sql.prepare('DELETE FROM links WHERE touch = ?')
    this.#removeOfIdentity = sql.prepare('DELETE FROM links WHERE identity = ?')
  }

  /** Who is who at this moment; asked again after each change. */
  get persons(): Persons {
    this.#persons ??= new Persons(this)
    return this.#persons
  }

  /** Since when a person is a customer by what was said of them, YYYYMMDD; claims say nothing of it. */
  customerSince(person: Person): number | undefined {
    if (!this.anySince) return undefined
    const days = person.startsWith('c:')
      ? [...this.#sinceOfCustomer(person.slice(2)), ...this.#sinceByEmails(person)]
      : person.startsWith('e:')
        ? this.#sinceOfEmail(person.slice(2))
        : []
    return days.length > 0 ? Math.min(...days) : undefined
  }

  /** Whether it was said of anybody: on most sites of nobody. */
  get anySince(): boolean {
    this.#anySince ??= this.#since.any.get() !== undefined
    return this.#anySince
  }

  #sinceOfCustomer(customer: string): number[] {
    return this.#since.ofCustomer.all(customer).map(({ since }) => since)
  }

  #sinceByEmails(person: Person): number[] {
    const emails = this.emailsOfCustomer(person.slice(2))
    return emails
      .filter((email) => this.persons.ofEmail(email) === person)
      .flatMap((email) => this.#sinceOfEmail(email))
  }

  /** What was said of an address, and of no customer who is told apart. */
  #sinceOfEmail(email: string): number[] {
    return this.#since.ofEmail
      .all(email)
      .filter(({ customer }) => customer === null || this.persons.isInertCustomer(customer))
      .map(({ since }) => since)
  }

  /** Adds the link of an identity, or puts one in the place of what its fact said before. */
  put(link: Link, of: LinkOf): void {
    this.remove(of)
    this.add(link, of)
    if (link.visitor !== null) this.#visitors.markLinked(link.visitor)
  }

  remove(of: LinkOf): void {
    if (of === null) return
    if ('conversion' in of) this.#remove.run(of.conversion)
    else if ('touch' in of) this.#removeOfTouch.run(of.touch)
    else this.#removeOfIdentity.run(of.identity)
    this.#persons = undefined
  }

  /** Adds a link that is known to be new, of a visitor that is known to be linked. */
  add(link: Link, of: LinkOf): void {
    const { visitor, customer, email, ts, claim, since = null, madeUp = false } = link
    const owner = [
      of && 'conversion' in of ? of.conversion : null,
      of && 'touch' in of ? of.touch : null,
      of && 'identity' in of ? of.identity : null,
    ]
    const said = [visitor, customer, email, ts, claim ? 1 : 0, since, madeUp ? 1 : 0]
    this.#add.run(...owner, ...said)
    this.#persons = undefined
    if (since !== null) this.#anySince = true
  }
}

const toLink = ({ made_up, ...row }: LinkRow): Link => ({
  ...row,
  claim: row.claim === 1,
  ...(made_up === 1 ? { madeUp: true } : {}),
})

/** The distinct counterparts of one kind that an identifier was named with; claims don't count. */
function prepareLists(sql: Sql) {
  const distinct = <Id>(of: Identifier, by: Identifier, more = '') =>
    sql.prepare<{ id: Id }>(
      `SELECT DISTINCT ${of} AS id FROM links
       WHERE ${by} = ? AND ${of} IS NOT NULL AND claim = 0 ${more} LIMIT ?`,
    )
  const seen = 'AND made_up = 0'
  return {
    customersOfEmail: distinct<string>('customer_id', 'email_hash'),
    emailsOfCustomer: distinct<string>('email_hash', 'customer_id'),
    visitorsOfCustomer: distinct<number>('visitor', 'customer_id'),
    visitorsOfEmail: distinct<number>('visitor', 'email_hash'),
    seenOfCustomer: distinct<number>('visitor', 'customer_id', seen),
    seenOfEmail: distinct<number>('visitor', 'email_hash', seen),
    customersOfVisitor: distinct<string>('customer_id', 'visitor'),
    emailsOfVisitor: distinct<string>('email_hash', 'visitor'),
  }
}

function prepareSince(sql: Sql) {
  return {
    any: sql.prepare('SELECT 1 FROM links WHERE since IS NOT NULL LIMIT 1'),
    ofCustomer: sql.prepare<{ since: number }>(
      'SELECT min(since) AS since FROM links WHERE since IS NOT NULL AND customer_id = ? HAVING min(since) IS NOT NULL',
    ),
    ofEmail: sql.prepare<{ customer: string | null; since: number }>(
      `SELECT customer_id AS customer, min(since) AS since FROM links
       WHERE since IS NOT NULL AND email_hash = ? GROUP BY customer_id`,
    ),
  }
}

function prepareConversions(sql: Sql) {
  const by = (identifier: Identifier) =>
    sql.prepare<LinkedConversion>(
      `SELECT conversion, ${columns} FROM links
       WHERE ${identifier} = ? AND conversion IS NOT NULL`,
    )
  return { visitor: by('visitor'), customer_id: by('customer_id'), email_hash: by('email_hash') }
}
