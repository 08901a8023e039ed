import {
  type Counterparts,
  type Link,
  type Links,
  Persons,
} from '../../collector/journey/persons.ts'

type Identifier = 'visitor' | 'customer' | 'email'

/** The contract of `Links` in its plainest form: a list that is searched from end to end. */
export class ListedLinks implements Links {
  readonly #links: readonly Link[]

  constructor(links: readonly Link[]) {
    this.#links = links
  }

  ofVisitor(visitor: number): Link[] {
    return this.#links.filter((link) => link.visitor === visitor)
  }

  customersOfEmail(email: string): string[] {
    return this.#named('customer', 'email', email)
  }

  emailsOfCustomer(customer: string): string[] {
    return this.#named('email', 'customer', customer)
  }

  visitorsOfCustomer(customer: string): number[] {
    return this.#named('visitor', 'customer', customer)
  }

  visitorsOfEmail(email: string): number[] {
    return this.#named('visitor', 'email', email)
  }

  countVisitor(visitor: number): Counterparts {
    return this.#count('visitor', visitor)
  }

  countCustomer(customer: string): Counterparts {
    return this.#count('customer', customer)
  }

  countEmail(email: string): Counterparts {
    return this.#count('email', email)
  }

  #count(by: Identifier, id: string | number): Counterparts {
    return {
      visitors: this.#named('visitor', by, id).length,
      customers: this.#named('customer', by, id).length,
      emails: this.#named('email', by, id).length,
    }
  }

  /** Those named together with an identifier, claims left out. */
  #named<Of extends Identifier>(of: Of, by: Identifier, id: string | number) {
    const sure = this.#links.filter((link) => !link.claim && link[by] === id)
    return [...new Set(sure.map((link) => link[of]).filter((other) => other !== null))]
  }
}

export const link = (given: Partial<Link>): Link => ({
  visitor: null,
  customer: null,
  email: null,
  ts: 0,
  claim: false,
  ...given,
})

export const personsOf = (...links: readonly Link[]): Persons => new Persons(new ListedLinks(links))
