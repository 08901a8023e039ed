import { lookup } from 'node:dns'
import { request as requestPlain } from 'node:http'
import { request as requestSecure } from 'node:https'
import type { LookupFunction } from 'node:net'
import { bareHost, isPublicAddress } from '../outgoing/address.ts'
import type { Post, Sending } from '../outgoing/deliver.ts'

/**
 * Posts to where a name leads, unless that is a private network: it is looked up once, so that it can't
 * lead elsewhere when it is connected to.
 */
export const postTo =
  (hosts: readonly string[]): Sending['post'] =>
  ({ url: address, headers, body, signal }: Post) => {
    const url = new URL(address)
    const lookedUp = hosts.includes(bareHost(url)) ? {} : { lookup: publicLookup }
    const request = url.protocol === 'http:' ? requestPlain : requestSecure
    return new Promise((resolve, reject) => {
      const sent = request(url, { method: 'POST', headers, signal, agent: false, ...lookedUp })
      sent.on('error', reject)
      sent.on('response', (response) => {
        const { statusCode: status = 0, headers: said } = response
        resolve({ status, retryAfter: said['retry-after'] ?? null })
        // What a receiver says beside that is read by nobody.
        response.destroy()
      })
      sent.end(body)
    })
  }

const publicLookup: LookupFunction = (name, options, answer) => {
  lookup(name, { ...options, all: true }, (error, addresses) => {
    if (error) return answer(error, [])
    const hidden = addresses.find(({ address }) => !isPublicAddress(address))
    if (hidden)
      return answer(new Error(`${name} leads to ${hidden.address}, of a private network`), [])
    const [first] = addresses
    if (options.all) answer(null, addresses)
    else answer(null, first?.address ?? '', first?.family)
  })
}
