import { describe, expect, it } from 'vitest'
import type { Batch } from '../../collector/ledger/facts.ts'
import type { CommitAnswer } from '../../collector/ledger/threads/group-commit.ts'
import {
  packAnswers,
  packWork,
  unpackAnswers,
  unpackWork,
} from '../../collector/ledger/threads/packing.ts'
import type { Hit } from '../../collector/touch/hit.ts'

const hit: Hit = {
  eventId: '0199aaaa-0000-7000-8000-000000000002',
  visitor: '0199aaaa-0000-7000-8000-000000000001',
  name: 'page_view',
  ts: 1_790_000_000_000,
  url: 'https://shop.example/?q="é\u2028"',
  referrer: '',
  title: 'Tea \ud83c\udf75',
  props: '{"a":1}',
  country: 'FR',
  device: 'mobile',
  browser: 'Chrome',
  os: 'Android',
  consent: 'granted',
  mode: '',
  source: 'tag',
  schemaVersion: 1,
  receivedAt: 1_790_000_000_001,
}

const provenance = { source: 'backend', owner: 'Ana', schemaVersion: 1, receivedAt: 5 } as const

const batches: Batch[] = [
  { hits: [hit, { ...hit, device: '', source: 'backend' }] },
  { hits: [hit], debug: true },
  { hits: [], drops: { bot: 3 } },
  {
    hits: [],
    identities: [
      { ...provenance, visitor: null, customerId: 'c', emailHash: 'e', ts: 1, claim: false },
    ],
  },
  { hits: [], rates: [{ ...provenance, day: 20261102, currency: 'USD', units: 125_000_000 }] },
]

describe('what goes to a writer thread', () => {
  it('arrives as it was sent, each site with its batches in their order', () => {
    const work = [
      { site: 'a', batches },
      { site: 'b', batches: [...batches].reverse() },
    ]
    expect(unpackWork(packWork(work))).toEqual(work)
  })

  it('without hits arrives with none', () => {
    const work = [{ site: 'a', batches: [{ drops: { bot: 1 } }] }]
    expect(unpackWork(packWork(work))).toEqual([
      { site: 'a', batches: [{ hits: [], drops: { bot: 1 } }] },
    ])
  })
})

describe('what a writer thread answers', () => {
  const nothing = { conversions: [], refunds: [], identities: [], costs: [] }

  it('arrives as it was said', () => {
    const answers = [
      [
        { ...nothing, accepted: 1, duplicate: 0 },
        { ...nothing, accepted: 0, duplicate: 2 },
      ],
      [{ error: 'full' }, { ...nothing, accepted: 0, duplicate: 0, identities: ['created'] }],
      [
        {
          ...nothing,
          accepted: 1,
          duplicate: 0,
          hits: [{ id: 'a', outcome: 'hit', reason: 'continues_the_visit' }],
        },
        { ...nothing, accepted: 1, duplicate: 0, hits: [] },
      ],
      [
        {
          ...nothing,
          accepted: 0,
          duplicate: 0,
          rates: { created: 1, updated: 0, unchanged: 0 },
        },
        {
          ...nothing,
          accepted: 0,
          duplicate: 0,
          costs: ['created'],
          costStates: ['pending_rate'],
        },
      ],
    ] satisfies CommitAnswer[]
    expect(unpackAnswers(packAnswers(answers))).toEqual(answers)
  })
})
