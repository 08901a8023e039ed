import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { plainBody, plainEvent } from '../../collector/http/plain-events.ts'
import { eventsPerRequest } from '../../shared/limits.ts'
import { eventsBody, wireEvent } from '../../shared/wire/events.ts'

const ID = '0193A000-0000-7000-8000-00000000000B'

/** What goes wrong with any field, and what only looks wrong. */
const oddities = fc.oneof(
  fc.jsonValue({ maxDepth: 1 }),
  fc.constantFrom<unknown>(
    ...[null, true, false, 0, -0, -1, 1, 1.5, 1e21, 2 ** 53, 2 ** 53 - 1],
    ...[8_640_000_000_000_000, 8_640_000_000_000_001, '', '1', 'constructor', '__proto__'],
    ...[ID, `${ID}\n`, ` ${ID}`, `${ID}0`, ID.replaceAll('-', ''), ID.replace('B', 'G')],
    ...['shop', 'Shop', 'shop\n', '-shop', 'shop-', 's', 's'.repeat(63), 's'.repeat(64)],
    ...['page_view', 'page view', 'page_view\n', 'p'.repeat(64), 'p'.repeat(65), 'pàge'],
    ...['granted', 'denied', 'not_asked', 'Granted', 'cookie', 'memory', [], {}, [[]], [null]],
    ...[Array(eventsPerRequest).fill({}), Array(eventsPerRequest + 1).fill({})],
    ...[JSON.parse('{"__proto__":{"a":1},"b":2}'), JSON.parse('{"constructor":{"name":"x"}}')],
  ),
)

/** Each field mostly as it should be, now and then odd, now and then missing. */
const fieldsOf = (usual: Record<string, fc.Arbitrary<unknown>>) =>
  fc.record(
    Object.fromEntries(
      Object.entries(usual).map(([field, values]) => [
        field,
        fc.oneof(
          { arbitrary: values, weight: 16 },
          { arbitrary: oddities, weight: 1 },
          { arbitrary: fc.constant(undefined), weight: 1 },
        ),
      ]),
    ),
  )

const ids = fc.oneof(
  fc.uuid(),
  fc.uuid().map((id) => id.toUpperCase()),
)
const instants = fc.nat({ max: Number.MAX_SAFE_INTEGER })
const props = fc.dictionary(fc.string(), fc.jsonValue({ maxDepth: 1 }), { maxKeys: 3 })

const usualBody = {
  v: fc.constant(1),
  site: fc.stringMatching(/^[a-z0-9][a-z0-9-]{0,8}[a-z0-9]$/),
  visitor: ids,
  sent_at: instants,
  consent: fc.constantFrom('granted', 'denied', 'not_asked'),
  mode: fc.constantFrom('cookie', 'memory'),
  webdriver: fc.boolean(),
  events: fc.array(fc.jsonValue({ maxDepth: 1 }), { minLength: 1, maxLength: 3 }),
}

const usualEvent = {
  id: ids,
  name: fc.stringMatching(/^[a-z0-9_]{1,64}$/),
  ts: instants,
  url: fc.string(),
  referrer: fc.string(),
  title: fc.string(),
  props,
}

/** Fields that no schema knows, among them those that every object inherits. */
const strays = fc.dictionary(
  fc.constantFrom('toString', 'constructor', '__proto__', 'x'),
  oddities,
  { maxKeys: 2 },
)

/** As JSON gives it: without what is undefined, and a field `__proto__` is the object's own. */
const fromJson = (value: unknown): unknown => JSON.parse(JSON.stringify(value))

const sent = (usual: Record<string, fc.Arbitrary<unknown>>): fc.Arbitrary<unknown> =>
  fc
    .oneof(
      { arbitrary: fc.tuple(strays, fieldsOf(usual)), weight: 9 },
      { arbitrary: fc.tuple(fc.constant({}), oddities), weight: 1 },
    )
    .map(([stray, value]) =>
      fromJson(isRecord(value) ? Object.assign(Object.create(null), stray, value) : value),
    )

const isRecord = (value: unknown): value is object =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

const runs = { numRuns: 3_000 }

describe('what is recognised at first sight', () => {
  test('of a body is what the schema accepts, with the same result', () => {
    fc.assert(
      fc.property(sent(usualBody), (value) => {
        expect(plainBody(value)).toEqual(eventsBody.safeParse(value).data)
      }),
      runs,
    )
  })

  test('of an event is what the schema accepts, with the same result', () => {
    fc.assert(
      fc.property(sent(usualEvent), (value) => {
        fc.pre(!hasOwnProto(value))
        expect(plainEvent(value)).toEqual(wireEvent.safeParse(value).data)
      }),
      runs,
    )
  })
})

describe('at first sight', () => {
  const body = { v: 1, site: 'shop', visitor: ID, events: [{}] }
  const event = { id: ID, name: 'page_view', ts: 1, url: 'https://shop.example/' }

  test('a body and an event as the tag writes them are recognised', () => {
    expect(plainBody(body)).toEqual({ ...body, visitor: ID.toLowerCase() })
    const rest = { referrer: '', title: '', props: {} }
    expect(plainEvent(event)).toEqual({ ...event, id: ID.toLowerCase(), ...rest })
  })

  test('props with a field "__proto__" are none that could be kept as they are', () => {
    const odd = { ...event, props: JSON.parse('{"__proto__":1,"a":2}') }
    expect(plainEvent(odd)).toBeUndefined()
    expect(wireEvent.parse(odd).props).toEqual({ a: 2 })
  })
})

/** Props that are left to the schema, as the last test says. */
function hasOwnProto(value: unknown): boolean {
  const props = isRecord(value) && 'props' in value ? value.props : undefined
  return isRecord(props) && Object.hasOwn(props, '__proto__')
}
