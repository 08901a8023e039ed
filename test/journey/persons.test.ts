import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Link, Named } from '../../collector/journey/persons.ts'
import { link, personsOf } from './links.ts'

const named = (given: Partial<Named>): Named => ({
  visitor: null,
  customer: null,
  email: null,
  ts: 0,
  ...given,
})

/** As many links as wanted, each with another counterpart. */
const many = (count: number, linkOf: (n: number) => Partial<Link>): Link[] =>
  Array.from({ length: count }, (_, n) => link(linkOf(n)))

describe('a touch', () => {
  test("is its visitor's own when nobody was named", () => {
    expect(personsOf().ofTouch(1, 5)).toBe('v:1')
    const other = link({ visitor: 2, customer: 'ana' })
    expect(personsOf(other).ofTouch(1, 5)).toBe('v:1')
  })

  test("is the customer's, before and after they were named", () => {
    const persons = personsOf(link({ visitor: 1, customer: 'ana', ts: 10 }))
    expect([0, 10, 20].map((ts) => persons.ofTouch(1, ts))).toEqual(['c:ana', 'c:ana', 'c:ana'])
  })

  test('of a visitor of two customers is of the next one named after it, else of the last', () => {
    const persons = personsOf(
      link({ visitor: 1, customer: 'ana', ts: 10 }),
      link({ visitor: 1, customer: 'ben', ts: 20 }),
    )
    expect([9, 10, 11, 20, 21].map((ts) => persons.ofTouch(1, ts))).toEqual([
      'c:ana',
      'c:ana',
      'c:ben',
      'c:ben',
      'c:ben',
    ])
  })

  test('of a visitor that goes back and forth follows who is named next', () => {
    const persons = personsOf(
      link({ visitor: 1, customer: 'ana', ts: 10 }),
      link({ visitor: 1, customer: 'ben', ts: 20 }),
      link({ visitor: 1, customer: 'ana', ts: 30 }),
    )
    expect([15, 25, 35].map((ts) => persons.ofTouch(1, ts))).toEqual(['c:ben', 'c:ana', 'c:ana'])
  })

  test('is of the first by name when two were named at the same moment', () => {
    const ana = link({ visitor: 1, customer: 'ana', ts: 10 })
    const ben = link({ visitor: 1, customer: 'ben', ts: 10 })
    expect(personsOf(ana, ben).ofTouch(1, 5)).toBe('c:ana')
    expect(personsOf(ben, ana).ofTouch(1, 5)).toBe('c:ana')
  })
})

describe('an e-mail', () => {
  test('is its customer when it was named with one', () => {
    const persons = personsOf(
      link({ customer: 'ana', email: 'a' }),
      link({ visitor: 1, email: 'a' }),
    )
    expect(persons.ofEmail('a')).toBe('c:ana')
    expect(persons.ofTouch(1, 0)).toBe('c:ana')
  })

  test('is nobody but itself when it was named with two: they never merge', () => {
    const persons = personsOf(
      link({ customer: 'ana', email: 'a' }),
      link({ customer: 'ben', email: 'a' }),
      link({ visitor: 1, email: 'a' }),
    )
    expect(persons.ofEmail('a')).toBe('e:a')
    expect(persons.ofTouch(1, 0)).toBe('e:a')
    expect(persons.ofConversion(named({ customer: 'ana', email: 'a' }))).toBe('c:ana')
    expect(persons.ofConversion(named({ customer: 'ben', email: 'a' }))).toBe('c:ben')
    expect(persons.visitorsOf('c:ana')).toEqual([])
  })

  test('of one customer named twice is still of one', () => {
    const persons = personsOf(
      link({ customer: 'ana', email: 'a', ts: 1 }),
      link({ customer: 'ana', email: 'a', ts: 2 }),
    )
    expect(persons.ofEmail('a')).toBe('c:ana')
  })

  test('without a customer is a person of its own', () => {
    expect(personsOf(link({ visitor: 1, email: 'a' })).ofTouch(1, 0)).toBe('e:a')
    expect(personsOf().ofEmail('a')).toBe('e:a')
  })

  test('joins the devices that it was named on to those of its customer', () => {
    const persons = personsOf(
      link({ customer: 'ana', email: 'a' }),
      link({ visitor: 1, email: 'a' }),
      link({ visitor: 2, customer: 'ana' }),
    )
    expect(persons.visitorsOf('c:ana').toSorted()).toEqual([1, 2])
  })

  test('that was named with a customer by a claim only is nobody but itself', () => {
    const persons = personsOf(link({ customer: 'ana', email: 'a', claim: true }))
    expect(persons.ofEmail('a')).toBe('e:a')
  })
})

describe('a claim', () => {
  const claim = link({ visitor: 1, customer: 'ana', ts: 10, claim: true })

  test('is inert by itself', () => {
    expect(personsOf(claim).ofTouch(1, 5)).toBe('v:1')
    expect(personsOf(claim).visitorsOf('c:ana')).toEqual([])
  })

  test('counts once a backend has named the same pair, and at its own time', () => {
    const persons = personsOf(
      claim,
      link({ visitor: 1, customer: 'ana', ts: 40 }),
      link({ visitor: 1, customer: 'ben', ts: 20 }),
    )
    expect([5, 15, 30].map((ts) => persons.ofTouch(1, ts))).toEqual(['c:ana', 'c:ben', 'c:ana'])
  })

  test('is not confirmed by another claim', () => {
    expect(personsOf(claim, { ...claim, ts: 20 }).ofTouch(1, 5)).toBe('v:1')
  })

  test('is not confirmed by a backend that names another customer, or another visitor', () => {
    const ben = link({ visitor: 1, customer: 'ben', ts: 20 })
    expect(personsOf(claim, ben).ofTouch(1, 5)).toBe('c:ben')
    const elsewhere = link({ visitor: 2, customer: 'ana', ts: 20 })
    expect(personsOf(claim, elsewhere).ofTouch(1, 5)).toBe('v:1')
  })

  test('is not confirmed by a backend that names the visitor with an e-mail alone', () => {
    const mail = link({ visitor: 1, email: 'a', ts: 20 })
    expect(personsOf(claim, mail).ofTouch(1, 5)).toBe('e:a')
  })

  test('of an e-mail is confirmed by that e-mail, and by no other', () => {
    const mail = link({ visitor: 1, email: 'a', ts: 10, claim: true })
    expect(personsOf(mail, link({ visitor: 1, email: 'a', ts: 20 })).ofTouch(1, 5)).toBe('e:a')
    expect(personsOf(mail, link({ visitor: 1, email: 'b', ts: 20 })).ofTouch(1, 5)).toBe('e:b')
    expect(personsOf(mail, link({ visitor: 1, ts: 20 })).ofTouch(1, 5)).toBe('v:1')
  })

  test('is no counterpart: claims can make nobody inert', () => {
    const claims = many(30, (n) => ({ visitor: 1, customer: `c${n}`, claim: true }))
    const sure = link({ visitor: 1, customer: 'ana', ts: 10 })
    expect(personsOf(...claims, sure).ofTouch(1, 5)).toBe('c:ana')
  })
})

describe('an identifier of more than 20 counterparts is inert', () => {
  test('as a visitor of 21 customers: a kiosk', () => {
    const customers = (count: number) =>
      many(count, (n) => ({ visitor: 1, customer: `c${n}`, ts: n }))
    expect(personsOf(...customers(20)).ofTouch(1, 7)).toBe('c:c7')
    expect(personsOf(...customers(21)).ofTouch(1, 7)).toBe('v:1')
  })

  test('as a visitor of 21 e-mails', () => {
    const mails = (count: number) => many(count, (n) => ({ visitor: 1, email: `m${n}`, ts: n }))
    expect(personsOf(...mails(20)).ofTouch(1, 7)).toBe('e:m7')
    expect(personsOf(...mails(21)).ofTouch(1, 7)).toBe('v:1')
  })

  test('as a customer of 21 visitors: "guest"', () => {
    const visitors = (count: number) => many(count, (n) => ({ visitor: n, customer: 'guest' }))
    expect(personsOf(...visitors(20)).ofTouch(7, 0)).toBe('c:guest')
    expect(personsOf(...visitors(20)).isInertCustomer('guest')).toBe(false)
    expect(personsOf(...visitors(21)).ofTouch(7, 0)).toBe('v:7')
    expect(personsOf(...visitors(21)).isInertCustomer('guest')).toBe(true)
  })

  test('as a customer of 21 e-mails', () => {
    const mails = (count: number) => many(count, (n) => ({ customer: 'guest', email: `m${n}` }))
    expect(personsOf(...mails(20)).ofEmail('m7')).toBe('c:guest')
    expect(personsOf(...mails(21)).ofEmail('m7')).toBe('e:m7')
  })

  test('as an e-mail of 21 visitors: a shared address', () => {
    const visitors = (count: number) => many(count, (n) => ({ visitor: n, email: 'info' }))
    expect(personsOf(...visitors(20)).ofTouch(7, 0)).toBe('e:info')
    expect(personsOf(...visitors(21)).ofTouch(7, 0)).toBe('v:7')
    expect(personsOf(...visitors(21)).ofEmail('info')).toBeUndefined()
  })

  test('as an e-mail of 21 customers', () => {
    const customers = (count: number) => many(count, (n) => ({ customer: `c${n}`, email: 'info' }))
    expect(personsOf(...customers(20)).ofEmail('info')).toBe('e:info')
    expect(personsOf(...customers(21)).ofEmail('info')).toBeUndefined()
  })

  test('and counts each counterpart once, however often it was named', () => {
    const again = many(60, (n) => ({ visitor: n % 20, customer: 'ana', ts: n }))
    expect(personsOf(...again).ofTouch(7, 0)).toBe('c:ana')
  })

  test('and leaves an e-mail to the other of its two customers', () => {
    const guest = many(21, (n) => ({ visitor: n, customer: 'guest' }))
    const persons = personsOf(
      ...guest,
      link({ customer: 'guest', email: 'a' }),
      link({ customer: 'ana', email: 'a' }),
    )
    expect(persons.ofEmail('a')).toBe('c:ana')
  })
})

describe('a conversion', () => {
  const linked = link({ visitor: 1, customer: 'ana', ts: 10 })

  test('is of the customer that it names, before its e-mail and its visitor', () => {
    const mail = link({ customer: 'ben', email: 'b' })
    const order = named({ visitor: 1, customer: 'cleo', email: 'b' })
    expect(personsOf(linked, mail).ofConversion(order)).toBe('c:cleo')
  })

  test('is of its e-mail when it names no customer, before its visitor', () => {
    expect(personsOf(linked).ofConversion(named({ visitor: 1, email: 'b' }))).toBe('e:b')
  })

  test('is of whom its visitor was then, when it names nobody', () => {
    const persons = personsOf(linked, link({ visitor: 1, customer: 'ben', ts: 20 }))
    expect(persons.ofConversion(named({ visitor: 1, ts: 5 }))).toBe('c:ana')
    expect(persons.ofConversion(named({ visitor: 1, ts: 15 }))).toBe('c:ben')
    expect(persons.ofConversion(named({ visitor: 2 }))).toBe('v:2')
  })

  test('is of nobody without any of them', () => {
    expect(personsOf(linked).ofConversion(named({}))).toBe('')
    expect(personsOf(linked).visitorsOf('')).toEqual([])
  })

  test('of an inert customer is of its e-mail, else of its visitor', () => {
    const guests = many(21, (n) => ({ visitor: 100 + n, customer: 'guest' }))
    const persons = personsOf(...guests)
    expect(persons.ofConversion(named({ customer: 'guest', email: 'a' }))).toBe('e:a')
    expect(persons.ofConversion(named({ customer: 'guest', visitor: 1 }))).toBe('v:1')
    expect(persons.ofConversion(named({ customer: 'guest' }))).toBe('')
  })
})

describe('who is who', () => {
  const few = <Id>(...ids: Id[]) => fc.option(fc.constantFrom(...ids), { freq: 3 })
  const someLink: fc.Arbitrary<Link> = fc.record({
    visitor: few(1, 2, 3),
    customer: few('ana', 'ben', 'cleo'),
    email: few('a', 'b'),
    ts: fc.integer({ min: 0, max: 6 }),
    claim: fc.boolean(),
  })
  const links = fc.array(someLink, { maxLength: 14 })
  const visitors = [1, 2, 3]
  const times = [0, 1, 2, 3, 4, 5, 6, 7]

  test('does not depend on the order in which it was learnt', () => {
    const shuffled = links.chain((all) =>
      fc.tuple(fc.constant(all), fc.shuffledSubarray(all, { minLength: all.length })),
    )
    fc.assert(
      fc.property(shuffled, ([all, mixed]) => {
        const [one, other] = [personsOf(...all), personsOf(...mixed)]
        for (const visitor of visitors)
          for (const ts of times) expect(other.ofTouch(visitor, ts)).toBe(one.ofTouch(visitor, ts))
        for (const email of ['a', 'b']) expect(other.ofEmail(email)).toBe(one.ofEmail(email))
        expect(other.visitorsOf('c:ana').toSorted()).toEqual(one.visitorsOf('c:ana').toSorted())
      }),
    )
  })

  test('finds each touch again among the visitors of its person', () => {
    fc.assert(
      fc.property(links, (all) => {
        const persons = personsOf(...all)
        for (const visitor of visitors)
          for (const ts of times)
            expect(persons.visitorsOf(persons.ofTouch(visitor, ts))).toContain(visitor)
      }),
    )
  })

  test('is not changed by a claim that nothing confirms', () => {
    fc.assert(
      fc.property(links, fc.constantFrom(...visitors), (all, visitor) => {
        const claim = link({ visitor, customer: 'never heard of', claim: true, ts: 3 })
        const [without, having] = [personsOf(...all), personsOf(...all, claim)]
        for (const ts of times)
          expect(having.ofTouch(visitor, ts)).toBe(without.ofTouch(visitor, ts))
      }),
    )
  })
})
