import fc from 'fast-check'
import { Webhook } from 'standardwebhooks'
import { expect, test } from 'vitest'
import { newSecret, secretBytes, signedHeaders } from '../../collector/outgoing/sign.ts'

const bytes = (n: number) => fc.uint8Array({ minLength: n, maxLength: n })

const verified = (secret: string, body: string, headers: Record<string, string>): unknown => {
  try {
    return new Webhook(secret).verify(body, headers)
  } catch (error) {
    return (error as Error).message
  }
}

test('what is signed is what the package of Standard Webhooks takes, whatever the body', async () => {
  await fc.assert(
    fc.asyncProperty(bytes(32), fc.jsonValue(), async (random, value) => {
      const secret = newSecret(Uint8Array.from(random))
      const body = JSON.stringify({ value })
      const signed = { message: 'msg_1', body, secrets: [secret] }
      expect(verified(secret, body, await signedHeaders(signed, Date.now()))).toEqual(
        JSON.parse(body),
      )
    }),
  )
})

test('while a secret is rotated both verify, and a third does not', async () => {
  const [old, fresh, other] = [1, 2, 3].map(() => newSecret(secretBytes())) as [
    string,
    string,
    string,
  ]
  const body = '{"type":"import.finished"}'
  const signed = { message: 'msg_2', body, secrets: [old, fresh] }
  const headers = await signedHeaders(signed, Date.now())
  expect(headers['webhook-signature']?.split(' ')).toHaveLength(2)
  expect(verified(old, body, headers)).toEqual({ type: 'import.finished' })
  expect(verified(fresh, body, headers)).toEqual({ type: 'import.finished' })
  expect(verified(other, body, headers)).toMatch(/No matching signature/)
})

test('another body, another id and an old time do not verify', async () => {
  const secret = newSecret(secretBytes())
  const signed = { message: 'msg_3', body: '{"net":"1.00"}', secrets: [secret] }
  const headers = await signedHeaders(signed, Date.now())
  expect(verified(secret, '{"net":"9.00"}', headers)).toMatch(/No matching/)
  expect(verified(secret, signed.body, { ...headers, 'webhook-id': 'msg_4' })).toMatch(
    /No matching/,
  )
  const old = await signedHeaders(signed, Date.now() - 600_000)
  expect(verified(secret, signed.body, old)).toMatch(/too old/)
})
