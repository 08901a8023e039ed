import { createHmac } from 'node:crypto'

export type Headers = Record<string, string>

const hex = (secret: string, text: string) =>
  createHmac('sha256', secret).update(text).digest('hex')

/** Signed now, as Paddle's documentation says, whose library only checks. */
export function signedByPaddle(text: string, secret: string): Headers {
  const seconds = Math.floor(Date.now() / 1000)
  return { 'paddle-signature': `ts=${seconds};h1=${hex(secret, `${seconds}:${text}`)}` }
}

/** Signed as Lemon Squeezy's documentation says. */
export const signedByLemon = (text: string, secret: string): Headers => ({
  'x-event-name': 'order_created',
  'x-signature': hex(secret, text),
})
