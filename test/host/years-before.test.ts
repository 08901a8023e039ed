import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { beforeEach, describe, expect, it } from 'vitest'
import { dataFolder, pathworth, pathworthJson } from './collector-process.ts'

const SITE = ['--site', 'shop']

let folder: string
beforeEach(async () => {
  folder = dataFolder()
  const site = ['site', 'create', 'shop', '--domain', 'shop.example', '--currency', 'EUR']
  await pathworthJson(folder, ...site, '--timezone', 'Europe/Paris')
})

/** Each holds two orders that count, of 30.00 and 12.50, of which 5.00 was given back. */
const FILES: Record<string, string> = {
  'orders_export.csv': `Name,Email,Financial Status,Currency,Subtotal,Shipping,Taxes,Total,Created at,Refunded Amount,Id
#1,ana@example.test,paid,EUR,30.00,5.00,6.65,41.65,2023-05-01 09:15:00 +0200,0.00,9001
#2,ben@example.test,partially_refunded,EUR,12.50,0.00,0.00,12.50,2024-02-01 10:00:00 +0100,5.00,9002
#3,eva@example.test,pending,EUR,70.00,0.00,0.00,70.00,2024-03-01 10:00:00 +0100,0.00,9003
`,
  'woo-orders.csv': `order_id,order_date,status,shipping_total,tax_total,order_total,refunded_total,order_currency,billing_email
1,2023-05-01 09:15:00,completed,5.00,6.65,41.65,0,EUR,ana@example.test
2,2024-02-01 10:00:00,refunded,0,0,12.50,5.00,EUR,ben@example.test
3,2024-03-01 10:00:00,on-hold,0,0,70.00,0,EUR,eva@example.test
`,
  'unified_payments.csv': `id,Created date (UTC),Amount,Amount Refunded,Currency,Status,Customer Email,PaymentIntent ID
ch_1,2023-05-01 07:15:00,30.00,0.00,eur,Paid,ana@example.test,pi_1
ch_2,2024-02-01 09:00:00,12.50,5.00,eur,Paid,ben@example.test,pi_2
ch_3,2024-03-01 09:00:00,70.00,0.00,eur,Failed,eva@example.test,pi_3
`,
  'history.csv': `transaction_id,ts,value,currency,email,refunded,status
1,2023-05-01T09:15:00+02:00,30.00,EUR,ana@example.test,,
2,2024-02-01,12.50,EUR,ben@example.test,5.00,
3,2024-03-01,70.00,EUR,eva@example.test,,unpaid
`,
  'erp.csv': `Order;Date;Net;Currency;E-mail
1;01.05.2023;30,00;EUR;ana@example.test
2;01.02.2024;12,50;EUR;ben@example.test
`,
  'map.json':
    '{"transaction_id":"Order","ts":"Date","value":"Net","currency":"Currency","email":"E-mail"}',
}

const GUIDES = [
  'send-purchases.md',
  'send-purchases-shopify.md',
  'send-purchases-woocommerce.md',
  'send-purchases-stripe.md',
  'send-purchases-your-own-backend.md',
]

const commandsOf = (guide: string): string[][] => {
  const file = fileURLToPath(new URL(`../../docs/${guide}`, import.meta.url))
  const lines = readFileSync(file, 'utf8').matchAll(/^npm run pathworth -- (import orders .+)$/gm)
  return [...lines].map(([, line = '']) => line.split(' '))
}

function written(words: readonly string[]): string[] {
  const files = dataFolder()
  for (const [name, text] of Object.entries(FILES)) writeFileSync(join(files, name), text)
  return words.map((word) => (Object.hasOwn(FILES, word) ? join(files, word) : word))
}

const run = async (...words: string[]) => {
  const ran = await pathworth(folder, ...written(words))
  expect({ words, code: ran.code, err: ran.err }).toEqual({ words, code: 0, err: '' })
  return ran.out
}

describe('the years before', () => {
  it.each(GUIDES)('come in by the commands of %s', async (guide) => {
    const [dry = [], take = [], mapped, ...others] = commandsOf(guide)
    expect(others).toEqual([])
    const told = await run(...dry)
    expect(told).toMatch(/2 orders, 2023-05-01 to 2024-02-01\.$/m)
    expect(told).toMatch(/^42\.50 EUR +5\.00 EUR$/m)
    expect(told).toContain('2 new, 0 take the place')
    expect(told).toContain('Passed over (1 line):\n  line 4: is')
    expect(told).toContain('Nothing was stored')
    expect(await run(...take)).toContain('Taken into shop as import ')
    expect(await run(...take)).toContain('shop has all of it already: nothing was stored.')
    if (mapped) expect(await run(...mapped)).toContain('2 take the place')
  })

  it('are told of as one line of JSON', async () => {
    const { out } = await pathworth(
      folder,
      ...written(['import', 'orders', 'orders_export.csv', ...SITE, '--dry-run', '--json']),
    )
    expect(JSON.parse(out)).toEqual({
      ...{ kind: 'shopify_orders', rows: 2, from: '2023-05-01', to: '2024-02-01' },
      ...{ spend: [], campaigns: [], refused: [], replaces: 0, unchanged: 0, told: 0 },
      value: [{ currency: 'EUR', amount: '42.50' }],
      refunded: [{ currency: 'EUR', amount: '5.00' }],
      identified_by: { email: 2, customer_id: 0, visitor: 0, none: 0 },
      skipped: [{ line: 4, reason: 'is not paid: it is pending' }],
    })
  })

  it('are rolled back as a whole, and can come again', async () => {
    const take = ['import', 'orders', 'orders_export.csv', ...SITE, '--apply']
    const text = await run(...take)
    const [, id = ''] = /as import (\S+)\./.exec(text) ?? []
    expect(await run('import', 'list', ...SITE)).toMatch(/shopify_orders +.*42\.50 EUR/)
    expect(await run('import', 'rollback', id, ...SITE)).toBe(`Import ${id} is rolled back.\n`)
    const { imports } = await pathworthJson<{ imports: { state: string; value: unknown }[] }>(
      folder,
      ...['import', 'list', ...SITE],
    )
    expect(imports).toMatchObject([
      { state: 'rolled_back', spend: [], value: [{ currency: 'EUR', amount: '42.50' }] },
    ])
    expect(await run(...take)).toContain('Taken into shop as import ')
    expect(await run('verify', 'shop')).not.toContain('differ')
  })

  it('are not looked for in a file of something else', async () => {
    const costs = join(dataFolder(), 'costs.csv')
    writeFileSync(costs, 'Day,Campaign,Currency code,Impr.,Cost\n2026-09-01,a,EUR,1,1.00\n')
    const { code, err } = await pathworth(folder, 'import', 'orders', costs, ...SITE)
    expect(code).toBe(1)
    expect(err).toContain('Known kinds are orders, shopify_orders, woocommerce_orders')
  })
})
