import { existsSync, readFileSync } from 'node:fs'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { refusalOf } from '../../collector/http/webhooks/verify.ts'
import type { WebhookSecret } from '../../collector/ledger/webhooks.ts'
import {
  bodySignature,
  type SignatureScheme,
  standardWebhooks,
  timedPairs,
} from '../../collector/source/webhooks/signed.ts'

const shopify = bodySignature(['x-shopify-hmac-sha256'], 'base64')
const stripe = timedPairs('stripe-signature', {
  ...{ separator: ',', time: 't', signature: 'v1', joint: '.' },
})
const paddle = timedPairs('paddle-signature', {
  ...{ separator: ';', time: 'ts', signature: 'h1', joint: ':' },
})

const secretOf = (secret: string, validUntil: number | null = null): WebhookSecret => ({
  ...{ id: 's', source: 'x', secret, createdAt: 0, validUntil },
})

interface Case {
  scheme: SignatureScheme
  secrets: readonly string[]
  headers: Record<string, string>
  body: string
  now: number
}

const refusal = ({ scheme, secrets, headers, body, now }: Case) =>
  refusalOf(
    scheme,
    secrets.map((one) => secretOf(one)),
    { header: (name) => headers[name], bytes: new TextEncoder().encode(body) },
    now,
  )

// Signed with OpenSSL: printf '<time>.<body>' | openssl dgst -sha256 -hmac <secret>
const SIGNED: Record<string, Case> = {
  'a body alone, in base64': {
    scheme: shopify,
    secrets: ['test_secret_key'],
    headers: { 'x-shopify-hmac-sha256': 'B23tXN681gZ0qIWNRrgtzBE9XSDo5yaUu6wfmhu3a7g=' },
    body: '{"foo": "bar"}',
    now: 0,
  },
  'a time and a body, in hex': {
    scheme: stripe,
    secrets: ['whsec_test_secret'],
    headers: {
      'stripe-signature':
        't=1614265330,v1=af4ead0627a34a8cca29808e8de9ada8e41a92e6237c63cef6eacf51d36cca34',
    },
    body: '{\n  "id": "evt_test_webhook",\n  "object": "event"\n}',
    now: 1_614_265_330_000,
  },
  'a time and a body, behind semicolons': {
    scheme: paddle,
    secrets: ['VALID_SECRET'],
    headers: {
      'paddle-signature':
        'ts=1698796800;h1=a300428748dce5c70e4da19bffd60769591ea969c99dea3105d0ec9612cf43f9',
    },
    body: '{"data": ["1", "2"]}',
    now: 1_698_796_800_000,
  },
  'an id, a time and a body': {
    scheme: standardWebhooks,
    secrets: ['whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw'],
    headers: {
      'webhook-id': 'msg_p5jXN8AQM9LWM0D4loKWxJek',
      'webhook-timestamp': '1614265330',
      'webhook-signature': 'v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=',
    },
    body: '{"test": 2432232314}',
    now: 1_614_265_330_000,
  },
}

const cases = Object.entries(SIGNED)

describe.each(cases)('a signature of %s', (_, good) => {
  test('is believed', async () => {
    expect(await refusal(good)).toBeUndefined()
  })

  test('is believed by any of several secrets', async () => {
    expect(await refusal({ ...good, secrets: ['other', ...good.secrets] })).toBeUndefined()
  })

  test('is not by another secret, by none, or of another body', async () => {
    expect(await refusal({ ...good, secrets: ['whsec_AAAA'] })).toBe('wrong')
    expect(await refusal({ ...good, secrets: [] })).toBe('no_secret')
    expect(await refusal({ ...good, secrets: [''] })).toBe('no_secret')
    expect(await refusal({ ...good, body: `${good.body} ` })).toBe('wrong')
    expect(await refusal({ ...good, headers: {} })).toBe('unsigned')
  })

  test('is not with any bit of the body flipped', async () => {
    const bits = fc.nat(good.body.length * 7 - 1)
    await fc.assert(
      fc.asyncProperty(bits, async (bit) => {
        const at = Math.floor(bit / 7)
        const code = good.body.charCodeAt(at) ^ (1 << (bit % 7))
        const body = good.body.slice(0, at) + String.fromCharCode(code) + good.body.slice(at + 1)
        expect(await refusal({ ...good, body })).toBe('wrong')
      }),
    )
  })

  test.each(Object.keys(good.headers))('is not with any bit of %s flipped', async (name) => {
    const value = good.headers[name] ?? ''
    for (let bit = 0; bit < value.length * 7; bit++) {
      const at = Math.floor(bit / 7)
      const code = value.charCodeAt(at) ^ (1 << (bit % 7))
      const flipped = value.slice(0, at) + String.fromCharCode(code) + value.slice(at + 1)
      const headers = { ...good.headers, [name]: flipped }
      expect({ flipped, found: await refusal({ ...good, headers }) }).toEqual({
        flipped,
        found: expect.stringMatching(/^(?:wrong|malformed)$/),
      })
    }
  })

  test('is not one of a hundred thousand characters', async () => {
    const [name = ''] = Object.keys(good.headers).slice(-1)
    const value = good.headers[name] ?? ''
    const long = `${value.replace(/=$/, '')}${'a'.repeat(99_999)}`
    const found = await refusal({ ...good, headers: { ...good.headers, [name]: long } })
    expect(found).toBe('malformed')
  })

  test('never breaks on whatever stands in the headers', async () => {
    const names = Object.keys(good.headers)
    const junk = fc.record(Object.fromEntries(names.map((name) => [name, fc.string()])))
    await fc.assert(
      fc.asyncProperty(junk, fc.string(), async (headers, body) => {
        expect(await refusal({ ...good, headers, body })).toBeTypeOf('string')
      }),
    )
  })
})

describe.each(cases.filter(([, { scheme }]) => scheme.toleranceMs))('a time in %s', (_, good) => {
  test('may be 300 s off, either way, and no more', async () => {
    const off = (ms: number) => refusal({ ...good, now: good.now + ms })
    expect([await off(300_000), await off(-300_000)]).toEqual([undefined, undefined])
    expect([await off(300_001), await off(-300_001)]).toEqual(['old', 'old'])
  })
})

describe('several signatures', () => {
  test('are there while the sender changes its secret: one is enough', async () => {
    const { stripe: good, standard } = {
      stripe: SIGNED['a time and a body, in hex'] as Case,
      standard: SIGNED['an id, a time and a body'] as Case,
    }
    const [time = '', signature = ''] = good.headers['stripe-signature']?.split(',') ?? []
    const two = `${time},v0=aa,v1=${'0'.repeat(64)},${signature}`
    expect(await refusal({ ...good, headers: { 'stripe-signature': two } })).toBeUndefined()
    const list = `v1a,aaaa v1,Ceo5qEr07ixe2NLpvHk3FH9bwy/WavXrAFQ/9tdO6mc= ${standard.headers['webhook-signature']}`
    const headers = { ...standard.headers, 'webhook-signature': list }
    expect(await refusal({ ...standard, headers })).toBeUndefined()
    const others = { ...standard.headers, 'webhook-signature': 'v1a,g0hM9SsE+OTPJTGt' }
    expect(await refusal({ ...standard, headers: others })).toBe('malformed')
  })
})

describe('a secret that has ended', () => {
  test('is good for nothing', async () => {
    const good = SIGNED['a body alone, in base64'] as Case
    const asked = {
      header: (name: string) => good.headers[name],
      bytes: new TextEncoder().encode(good.body),
    }
    const at = (now: number) => refusalOf(shopify, [secretOf('test_secret_key', 1000)], asked, now)
    expect([await at(999), await at(1000)]).toEqual([undefined, 'no_secret'])
  })
})

interface VendorVector {
  secret: string
  rawBody: string
  'X-Shopify-Hmac-Sha256': string
  valid: boolean
}

const VECTORS = '../shared/samples/payloads/shopify/signature-vectors.json'

test("Shopify's own vectors are judged as Shopify does, where they are at hand", async () => {
  const text = existsSync(VECTORS) ? readFileSync(VECTORS, 'utf8') : '{"vectors":[]}'
  const { vectors } = JSON.parse(text) as { vectors: VendorVector[] }
  for (const { secret, rawBody: body, valid, ...headers } of vectors) {
    const given = { 'x-shopify-hmac-sha256': headers['X-Shopify-Hmac-Sha256'] }
    const found = await refusal({
      scheme: shopify,
      secrets: [secret],
      headers: given,
      body,
      now: 0,
    })
    expect(found).toBe(valid ? undefined : 'wrong')
  }
})
