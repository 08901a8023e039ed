import type { SentMessage } from '../../ledger/outgoing.ts'
import { hostsOf } from '../../outgoing/address.ts'
import { deliver, type Sending } from '../../outgoing/deliver.ts'
import type { SqliteSite } from '../sqlite/site.ts'
import { post } from './post.ts'

/** Rounds of one alarm: then what else waits has its turn. */
const ROUNDS_AN_ALARM = 20

/** Nothing breaks a try off here but its time. */
const NEVER = new AbortController().signal

/** How an object sends. */
export const sendingOf = (env: object, clock: () => number): Sending => {
  const hosts: unknown = Reflect.get(env, 'PATHWORTH_WEBHOOK_HOSTS')
  return {
    post,
    clock,
    random: Math.random,
    hosts: typeof hosts === 'string' ? hostsOf(hosts) : [],
  }
}

/**
 * Sends what a site has to tell, a round of messages after another, while there are any and nothing else
 * is to be done: the next alarm goes on. What an object
 * that ends has under way is sent again under the same id.
 */
export async function sendOutgoing(site: SqliteSite, sending: Sending): Promise<void> {
  for (let round = 0; round < ROUNDS_AN_ALARM && site.tells; round++) {
    if (round > 0 && site.waits) return
    const { messages, isBehind } = site.takeOutgoing(sending.clock())
    if (messages.length === 0 && !isBehind) return
    const sent = await Promise.all(messages.map((one) => deliver(one, sending, NEVER)))
    const known = sent.filter((one): one is SentMessage => one !== undefined)
    if (known.length > 0) site.noteSent(known)
  }
}
