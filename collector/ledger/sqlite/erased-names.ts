import { Persons } from '../../journey/persons.ts'
import type { ErasedPerson } from './erasing-scope.ts'
import { StoredLinks } from './links.ts'
import type { Sql } from './sql.ts'

/** What customers and addresses are called once they are erased. */
export interface NewNames {
  customers: ReadonlyMap<string, string>
  emails: ReadonlyMap<string, string>
}

/** Characters that a new name may begin with, in their order: the first that suits is taken. */
const FIRSTS = [...'!0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ_abcdefghijklmnopqrstuvwxyz~']

/**
 * Random names, so that nothing of the old is in them. Persons who were named on one browser at the very
 * same moment are in the order of their names: the new one begins so that it stays in its place there.
 */
export function newNames(sql: Sql, { customers, emails }: ErasedPerson): NewNames {
  const random = sql.prepare<{ name: string }>('SELECT lower(hex(randomblob(16))) AS name')
  const links = new StoredLinks(sql)
  const persons = new Persons(links)
  const nameFor = (old: string, visitors: readonly number[], kind: 'c:' | 'e:'): string => {
    const rivals = visitors.flatMap((visitor) => tiedWith(persons, visitor, kind + old))
    const others = rivals.filter((one) => one.startsWith(kind)).map((one) => one.slice(2))
    const suits = (first: string) => others.every((other) => first < other === old < other)
    return `${FIRSTS.find(suits) ?? '~'}${random.get()?.name}`
  }
  return {
    customers: new Map(
      [...customers].map((id) => [id, nameFor(id, persons.visitorsOf(`c:${id}`), 'c:')]),
    ),
    emails: new Map(
      [...emails].map((hash) => [hash, nameFor(hash, links.visitorsOfEmail(hash), 'e:')]),
    ),
  }
}

/** Whom a browser was also of at a moment at which it was a person's. */
function tiedWith(persons: Persons, visitor: number, person: string): string[] {
  const owners = persons.ownersOf(visitor)
  const moments = new Set(owners.filter((one) => one.person === person).map(({ until }) => until))
  return owners
    .filter((one) => one.person !== person && moments.has(one.until))
    .map((one) => one.person)
}
