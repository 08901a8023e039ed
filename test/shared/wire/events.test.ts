import { describe, expect, test } from 'vitest'
import { eventsPerRequest } from '../../../shared/limits.ts'
import { eventsBody, wireEvent } from '../../../shared/wire/events.ts'
import { wrongFields } from './issues.ts'

const ID = '0199aaaa-0000-7000-8000-00000000000a'

const event = (given: Record<string, unknown> = {}) => ({
  id: ID,
  name: 'page_view',
  ts: 1_793_613_600_000,
  url: 'https://shop.example/',
  ...given,
})

const body = (given: Record<string, unknown> = {}) => ({
  v: 1,
  site: 'shop',
  visitor: ID,
  events: [event()],
  ...given,
})

describe('an event', () => {
  test('needs its id, name, time and address, and has the rest empty', () => {
    expect(wireEvent.parse(event())).toMatchObject({ referrer: '', title: '', props: {} })
    for (const field of ['id', 'name', 'ts', 'url'])
      expect(wrongFields(wireEvent, event({ [field]: undefined }))).toEqual([field])
  })

  test('takes any UUID, of any version, and keeps it in lower case', () => {
    const id = '6F9619FF-8B86-D011-B42D-00C04FC964FF'
    expect(wireEvent.parse(event({ id })).id).toBe(id.toLowerCase())
  })

  test.each([
    ['id', `{${ID}}`],
    ['id', ID.slice(1)],
    ['id', ID.replaceAll('-', '')],
    ['name', 'Page View'],
    ['name', ''],
    ['name', 'a'.repeat(65)],
    ['ts', 1.5],
    ['ts', -1],
    ['ts', '1793613600000'],
    ['ts', 8_640_000_000_000_001],
    ['url', null],
    ['props', []],
    ['props', 'x'],
  ])('is refused for its %s %j', (field, value) => {
    expect(wrongFields(wireEvent, event({ [field]: value }))).toEqual([field])
  })
})

describe('a batch of events', () => {
  test('may hold what is no event: that one is dropped, and not the batch', () => {
    expect(wrongFields(eventsBody, body({ events: [event(), 7, null] }))).toEqual([])
  })

  test('holds 1 to 100', () => {
    const many = (count: number) => body({ events: Array(count).fill(event()) })
    expect(wrongFields(eventsBody, many(eventsPerRequest))).toEqual([])
    expect(wrongFields(eventsBody, many(eventsPerRequest + 1))).toEqual(['events'])
    expect(wrongFields(eventsBody, many(0))).toEqual(['events'])
  })

  test.each(['a', 'shop-2', 'a'.repeat(63), '0'])('is for a site such as %j', (site) => {
    expect(wrongFields(eventsBody, body({ site }))).toEqual([])
  })

  test.each(['', 'Shop', '-shop', 'shop-', 'shop.fr', '../shop', 'a'.repeat(64), 'shop\n'])(
    'is for no site such as %j',
    (site) => {
      expect(wrongFields(eventsBody, body({ site }))).toEqual(['site'])
    },
  )

  test.each([
    ['v', 2],
    ['v', '1'],
    ['visitor', 'me'],
    ['sent_at', 1.5],
    ['consent', 'maybe'],
    ['mode', 'disk'],
    ['webdriver', 'no'],
  ])('is refused for its %s %j', (field, value) => {
    expect(wrongFields(eventsBody, body({ [field]: value }))).toEqual([field])
  })
})
