/** More counterparts than this, and a link tells nobody apart: a kiosk, a shared address, "guest". */
export const COUNTERPARTS_MAX = 20

/** A fact that names some of a visitor, a customer and an e-mail together. */
export interface Link {
  visitor: number | null
  customer: string | null
  email: string | null
  /** When it was so, ms. */
  ts: number
  /** Said by a public page: inert until another link, no claim, names the same pair. */
  claim: boolean
  /** YYYYMMDD: who is named has bought before, from this day on. */
  since?: number | null
  /** The visitor is made up, for touches that have no browser: it is nobody's counterpart. */
  madeUp?: boolean
}

/** How many others an identifier was named with, claims and made-up visitors left out; counting may stop above 20. */
export interface Counterparts {
  visitors: number
  customers: number
  emails: number
}

/** All links of a site, by identifier. Answers must not change while a `Persons` reads them. */
export interface Links {
  ofVisitor(visitor: number): readonly Link[]
  /** Customers that an e-mail was named with, claims left out; at most 21 are needed. */
  customersOfEmail(email: string): readonly string[]
  emailsOfCustomer(customer: string): readonly string[]
  visitorsOfCustomer(customer: string): readonly number[]
  visitorsOfEmail(email: string): readonly number[]
  countVisitor(visitor: number): Counterparts
  countCustomer(customer: string): Counterparts
  countEmail(email: string): Counterparts
}

/** What names the person of a conversion. */
export interface Named {
  visitor: number | null
  customer: string | null
  email: string | null
  ts: number
}

/**
 * A person as a text: `c:` and a customer id, `e:` and an e-mail hash, `v:` and a visitor; '' when
 * nothing identifies anybody.
 */
export type Person = string

/**
 * Who is who, as a function of the set of links and not of their order (docs/adr/0011):
 * two customer ids never merge; an e-mail is its customer's when it was named with just one; a
 * visitor's touch belongs to the next person identified after it, else to the last before; an
 * identifier with more than 20 counterparts of a kind is wholly inert.
 */
export class Persons {
  readonly #links: Links
  readonly #timelines = new Map<number, readonly { ts: number; person: Person }[]>()
  readonly #emails = new Map<string, Person | undefined>()
  readonly #customers = new Map<string, boolean>()

  constructor(links: Links) {
    this.#links = links
  }

  /** Whose a touch of this visitor at this time is. */
  ofTouch(visitor: number, ts: number): Person {
    const timeline = this.#timeline(visitor)
    const next = timeline.find((entry) => entry.ts >= ts) ?? timeline.at(-1)
    return next?.person ?? `v:${visitor}`
  }

  /**
   * Whose the touches of a visitor are over time: each entry's up to and with `until`, the last
   * entry's for ever.
   */
  ownersOf(visitor: number): readonly { until: number; person: Person }[] {
    const timeline = this.#timeline(visitor)
    const last = timeline.at(-1)?.person ?? `v:${visitor}`
    return [
      ...timeline.map(({ ts, person }) => ({ until: ts, person })),
      { until: Infinity, person: last },
    ]
  }

  ofConversion(named: Named): Person {
    const person = this.#ofLink(named)
    if (person !== undefined) return person
    return named.visitor === null ? '' : this.ofTouch(named.visitor, named.ts)
  }

  /** The visitors some of whose touches may be this person's. */
  visitorsOf(person: Person): number[] {
    const id = person.slice(2)
    if (person.startsWith('v:')) return [Number(id)]
    if (person.startsWith('e:')) return [...this.#links.visitorsOfEmail(id)]
    if (!person.startsWith('c:')) return []
    const mails = this.#links.emailsOfCustomer(id).filter((mail) => this.ofEmail(mail) === person)
    const visitors = mails.flatMap((mail) => this.#links.visitorsOfEmail(mail))
    return [...new Set([...this.#links.visitorsOfCustomer(id), ...visitors])]
  }

  /** undefined for an e-mail that is inert. */
  ofEmail(email: string): Person | undefined {
    if (!this.#emails.has(email)) this.#emails.set(email, this.#resolveEmail(email))
    return this.#emails.get(email)
  }

  isInertCustomer(customer: string): boolean {
    const known = this.#customers.get(customer)
    if (known !== undefined) return known
    const { visitors, emails } = this.#links.countCustomer(customer)
    const inert = visitors > COUNTERPARTS_MAX || emails > COUNTERPARTS_MAX
    this.#customers.set(customer, inert)
    return inert
  }

  #resolveEmail(email: string): Person | undefined {
    const { visitors, customers } = this.#links.countEmail(email)
    if (visitors > COUNTERPARTS_MAX || customers > COUNTERPARTS_MAX) return undefined
    const known = this.#links.customersOfEmail(email).filter((id) => !this.isInertCustomer(id))
    return known.length === 1 ? `c:${known[0]}` : `e:${email}`
  }

  #ofLink({ customer, email }: { customer: string | null; email: string | null }) {
    if (customer !== null && !this.isInertCustomer(customer)) return `c:${customer}`
    return email === null ? undefined : this.ofEmail(email)
  }

  #timeline(visitor: number): readonly { ts: number; person: Person }[] {
    const known = this.#timelines.get(visitor)
    if (known) return known
    const timeline = this.#cutTimeline(visitor)
    this.#timelines.set(visitor, timeline)
    return timeline
  }

  #cutTimeline(visitor: number): { ts: number; person: Person }[] {
    const { customers, emails } = this.#links.countVisitor(visitor)
    if (customers > COUNTERPARTS_MAX || emails > COUNTERPARTS_MAX) return []
    const links = this.#links.ofVisitor(visitor)
    const sure = links.filter((link) => !link.claim)
    const entries: { ts: number; person: Person }[] = []
    for (const link of links) {
      if (link.claim && !sure.some((other) => saysAsMuch(other, link))) continue
      const person = this.#ofLink(link)
      if (person !== undefined) entries.push({ ts: link.ts, person })
    }
    // Links of the same moment come in the order of their names, never of their arrival.
    return entries.sort((a, b) => a.ts - b.ts || (a.person < b.person ? -1 : 1))
  }
}

/** Whether a link of the same visitor names all that a claim names. */
function saysAsMuch(link: Link, { customer, email }: Link): boolean {
  return (
    (customer === null || link.customer === customer) && (email === null || link.email === email)
  )
}

/** A time in which a visitor's touches have gone from one person to another: after `from`, up to `to`. */
export interface Moved {
  from: number
  to: number
  persons: readonly [before: Person, after: Person]
}

export type Owners = ReturnType<Persons['ownersOf']>

/** Where two answers of `ownersOf` differ. */
export function movedBetween(before: Owners, after: Owners): Moved[] {
  const ends = [...new Set([...before, ...after].map(({ until }) => until))].sort((a, b) => a - b)
  const ownerAt = (owners: Owners, at: number) =>
    owners.find(({ until }) => until >= at)?.person ?? ''
  return ends.flatMap((to, index) => {
    const persons = [ownerAt(before, to), ownerAt(after, to)] as const
    return persons[0] === persons[1] ? [] : [{ from: ends[index - 1] ?? -Infinity, to, persons }]
  })
}
