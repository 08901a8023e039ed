import fc from 'fast-check'
import { expect, test } from 'vitest'
import { foreignId, isUuid, uuid } from '../../shared/ids.ts'

const ID = '0193a000-0000-7000-8000-00000000000b'

test.each([ID, ID.toUpperCase(), '00000000-0000-0000-0000-000000000000'])('%s is a UUID', (id) => {
  expect(isUuid(id)).toBe(true)
})

test.each([
  '',
  `${ID}0`,
  ID.slice(1),
  `${ID}\n`,
  ID.replaceAll('-', ''),
  ID.replaceAll('-', '0'),
  ID.replace('-', '0').replace('0000', '-000'),
  ID.replace('b', 'g'),
  ID.replace('b', 'á'),
  ID.replace('b', '２'),
  ID.replace('b', '-'),
])('%j is none', (id) => {
  expect(isUuid(id)).toBe(false)
})

test('counting and the schema agree, whatever stands where', () => {
  const change = fc.tuple(fc.nat({ max: 35 }), fc.string({ unit: 'binary', maxLength: 2 }))
  fc.assert(
    fc.property(fc.uuid(), fc.array(change, { maxLength: 2 }), (id, changes) => {
      const text = changes.reduce((was, [at, by]) => was.slice(0, at) + by + was.slice(at + 1), id)
      expect(isUuid(text)).toBe(uuid.safeParse(text).success)
    }),
    { numRuns: 2_000 },
  )
})

test.each(['1001', '#1001/b', '注文-7', '👟', ' '])('%j may be an id of somebody else', (id) => {
  expect(foreignId.parse(id)).toBe(id)
})

test.each([
  ['', 'must not be empty'],
  ['x'.repeat(201), 'has more than 200 characters'],
  ['1001\n', 'holds control characters'],
  ['1001\ud83d', 'cut texts between characters'],
  ['\udc5f\ud83d', 'cut texts between characters'],
])('%j may not, and is told why', (id, why) => {
  expect(foreignId.safeParse(id).error?.issues[0]?.message).toContain(why)
})
