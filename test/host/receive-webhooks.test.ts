import { readFileSync, writeFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { signedHeaders } from '../../collector/outgoing/sign.ts'
import {
  dataFolder,
  pathworth,
  pathworthJson,
  startCollector,
  startProgram,
} from './collector-process.ts'
import { Receiver } from './receiver.ts'
import { newSale, postOrder, postVisit } from './shop.ts'
import { until } from './until.ts'

const guide = readFileSync('docs/receive-webhooks.md', 'utf8')

async function withShop(folder: string) {
  const created = ['site', 'create', 'shop', '--domain', 'shop.example', '--currency', 'EUR']
  return pathworthJson<{ keys: { write: string; read: string } }>(
    folder,
    ...[...created, '--timezone', 'Europe/Paris'],
  )
}

/** A port that is free a moment later. */
async function freePort(): Promise<string> {
  const taken = await Receiver.start()
  taken.close()
  return new URL(taken.url).port
}

describe('the guide to receiving webhooks', () => {
  it('has commands that work', async () => {
    const folder = dataFolder()
    await withShop(folder)
    const lines = guide.match(/^npm run pathworth -- .*$/gm) ?? []
    expect(lines.length).toBeGreaterThan(5)
    let id = ''
    for (const line of lines) {
      const words = line.slice('npm run pathworth -- '.length).split(' ')
      const ran = await pathworth(
        folder,
        ...words.map((word) => (/^[0-9a-f]{12}$/.test(word) ? id : word)),
      )
      expect({ line, ...ran }).toMatchObject({ code: 0 })
      id ||= /Stored as (\w+)/.exec(ran.out)?.[1] ?? ''
    }
  })

  it('has a receiver that takes what a collector sends, and nothing else', async () => {
    const folder = dataFolder()
    const file = `${folder}/receiver.mjs`
    writeFileSync(file, /```js\n([\s\S]*?)```/.exec(guide)?.[1] ?? '')
    const PORT = await freePort()
    const collector = await startCollector(folder, { PATHWORTH_WEBHOOK_HOSTS: '127.0.0.1' })
    const { keys } = await withShop(folder)
    const url = `http://127.0.0.1:${PORT}/`
    const add = ['webhook-out', 'add', url, '--site', 'shop']
    const { secret } = await pathworthJson<{ secret: string }>(folder, ...add)
    const receiver = startProgram(file, [], { PORT, WEBHOOK_SECRET: secret })
    const shop = { url: collector.url, site: 'shop', ...keys }
    const sale = newSale('1001', Date.now())
    await postVisit(shop, sale)
    await postOrder(shop, sale)
    await until(() => receiver.out().includes('purchase 1001: 1.00 EUR'))

    const body = JSON.stringify({
      type: 'conversion.credited',
      data: { goal: 'purchase', transaction_id: '1001', sequence: 1, net: '9.00', currency: 'EUR' },
    })
    const headers = await signedHeaders({ message: 'm', body, secrets: [secret] }, Date.now())
    const post = (text: string) => fetch(url, { method: 'POST', headers, body: text })
    expect((await post(body.replace('9.00', '8.00'))).status).toBe(401)
    // Signed well, and older than what it has.
    expect((await post(body)).status).toBe(204)
    expect(receiver.out()).toBe('purchase 1001: 1.00 EUR\n')
    await receiver.stop()
    await collector.stop()
  })
})
