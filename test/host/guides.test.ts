import { execFile } from 'node:child_process'
import { cpSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { beforeAll, beforeEach, expect, it } from 'vitest'
import { openSiteFile } from '../../collector/ledger/sqlite/site-file.ts'
import {
  append,
  conversion,
  hit,
  MINUTE,
  refund,
  START,
  settleAll,
  tagged,
} from '../ledger/shop.ts'
import { dataFolder, pathworth, pathworthJson, startCollector } from './collector-process.ts'

const bash = promisify(execFile)

const root = fileURLToPath(new URL('../../', import.meta.url))

/** What is typed at a shop's own prompt; what the commands of some of them do, tests of their own say, too. */
const GUIDES = [
  'audit-and-closing',
  'bring-offline-touches',
  'bring-your-costs',
  'bring-your-crm',
  'cohorts-and-ltv',
  'erase-a-person',
  'export-your-data',
  'fit-models',
  'funnel',
  'links-and-email',
  'look-at-the-dashboard',
  'read-the-roi-endpoint',
  'reconcile-and-explain',
  'register-codes',
  'send-purchases',
  'watch-it-live',
]

/** What the guides call by these names. */
const FILES: Readonly<Record<string, string>> = {
  'google-ads.csv': `Campaign report
"November 1, 2026 - November 3, 2026"
Day,Campaign,Campaign ID,Currency code,Cost
2026-11-01,Brand,22,EUR,3.10
`,
  'meta.csv': 'Campaign name,Amount spent (EUR),Impressions,Link clicks\nWinter,510.00,78000,940\n',
  'calls.csv':
    'date,kind,email,campaign,cost,currency\n2026-11-18,call,ana@example.com,,1.00,EUR\n',
  'deals.csv': `Record ID,Deal Stage,Amount,Currency,Close Date,Create Date,Associated Contact IDs
71,Closed Won,20000.10,EUR,2026-10-01 00:00,2026-09-20 09:20,501
`,
  'contacts.csv': 'Record ID,Email,Lifecycle Stage\n501,nia@example.test,customer\n',
  'orders_export.csv': `Name,Email,Financial Status,Currency,Subtotal,Shipping,Taxes,Total,Created at,Refunded Amount,Id
#1,ana@example.test,paid,EUR,30.00,5.00,6.65,41.65,2023-05-01 09:15:00 +0200,0.00,9001
`,
}

const SITES = ['shop', 'uk', 'my-shop']

/** Enough for a fitted model to be activated, and for the fact that guides name by its number. */
const ORDERS = 400
const BETWEEN_MS = 4.5 * 3_600_000

let filled: string
let data: string

/** From 1 September to the middle of November: each by its own visitor, who came by an ad and by a letter. */
beforeAll(async () => {
  filled = dataFolder()
  const site = ['--domain', 'shop.example', '--currency', 'EUR', '--timezone', 'Europe/Paris']
  for (const name of SITES) await pathworthJson(filled, 'site', 'create', name, ...site)
  const shop = openSiteFile(join(filled, 'sites', 'shop.db'), { readOnly: false })
  for (let n = 0; n < ORDERS; n++) {
    const at = START + n * BETWEEN_MS
    const device = n % 2 === 0 ? ('mobile' as const) : ('desktop' as const)
    const ad = hit(n * 2, n, at, { ...tagged('google', 'cpc'), country: 'DE', device })
    const letter = hit(n * 2 + 1, n, at + 40 * MINUTE, {
      ...tagged('news', 'email'),
      country: 'DE',
    })
    const buyer = {
      visitor: ad.visitor,
      customerId: String(4711 + n),
      coupon: n % 4 ? null : 'TEN',
    }
    const order = conversion(String(1001 + n), at + 50 * MINUTE, buyer)
    append(shop, { hits: [ad, letter], conversions: [order] })
  }
  settleAll(shop)
  // What changes credited history is in the audit trail.
  append(shop, { refunds: [refund('1001', 'R-1', 500)] })
  settleAll(shop)
  shop.close()
})

beforeEach(() => {
  data = dataFolder()
  cpSync(filled, data, { recursive: true })
})

/** What is done elsewhere, and the address of the collector, which is that of the one of here. */
const isAside = (line: string) => /^(#|PW=\S+$)/.test(line)

/** Commands of blocks that say `sh`, one after another; those of several lines whole. */
function commandsOf(guide: string): string[] {
  const text = readFileSync(join(root, 'docs', `${guide}.md`), 'utf8')
  const blocks = [...text.matchAll(/^```sh\n(.*?)^```/gms)].map(([, block = '']) => block)
  return blocks.flatMap((block) => {
    const commands: string[] = []
    let begun = ''
    for (const line of block.trimEnd().split('\n')) {
      if (isAside(line)) continue
      begun += begun ? `\n${line}` : line
      if (line.endsWith('\\') || begun.split("'").length % 2 === 0) continue
      commands.push(begun)
      begun = ''
    }
    expect(begun).toBe('')
    return commands
  })
}

/** It watches a folder until somebody stops it. */
const isEndless = (command: string) => command.includes('--watch')

interface Typist {
  run(command: string): Promise<string>
}

/** Types what a guide says, with the address, the keys and the numbers of here. */
async function typist(): Promise<Typist> {
  const files = dataFolder()
  for (const [name, text] of Object.entries(FILES)) writeFileSync(join(files, name), text)
  const keys: Record<string, string> = {}
  for (const site of SITES)
    for (const scope of ['write', 'read', 'admin']) {
      const words = ['key', 'create', site, '--scope', scope, '--holder', 'Ana']
      keys[`pw_${scope}_${site}_…`] = (await pathworthJson<{ key: string }>(data, ...words)).key
    }
  const { url } = await startCollector(data)
  const env = {
    ...{ PATH: process.env['PATH'], PW: url },
    READ_KEY: keys['pw_read_shop_…'],
    ADMIN_KEY: keys['pw_admin_shop_…'],
    PATHWORTH_ADMIN_KEY: keys['pw_admin_shop_…'],
  }
  const told = new Map<RegExp, string>()
  const typed = (command: string) => {
    let text = command.replace(/https:\/\/t\.shop\.example\/v1/g, `${url}/v1`)
    // A stream ends by itself after ten minutes.
    text = text.replace('/v1/stream?', '/v1/stream?limit=3&')
    // A site has no figures of a time before it was made, and none of one to come.
    text = text.replace(/(?<=as_of=)\d{4}-[^"&]+/, new Date().toISOString())
    for (const [named, key] of Object.entries(keys)) text = text.replaceAll(named, key)
    for (const [named, is] of told) text = text.replace(named, is)
    return text
  }
  /** What a later command must be told. */
  const remember = (out: string) => {
    const imported = /as import (\S+?)\./.exec(out)?.[1]
    const head = /\b[0-9a-f]{64}\b/.exec(out)?.[0]
    const share = /^\{"id":"([0-9a-f]{12})"/.exec(out)?.[1]
    const period = /Its number is (\d+)\./.exec(out)?.[1]
    if (imported) told.set(/\b[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}\b/, imported)
    if (share) told.set(/\b[0-9a-f]{12}\b/, share)
    if (head) told.set(/\b[0-9a-f]{64}\b/, head)
    if (period) told.set(/(?<=reopen )\d+/, period)
  }
  const run = async (command: string) => {
    const line = typed(command).replace(/ +# .*$/, '')
    const cli = /^npm run (?:--silent )?pathworth -- (.*)$/.exec(line)?.[1]
    if (cli === undefined) {
      expect(line).toMatch(/^curl /)
      const asked = line.replace(/^curl /, 'curl -sS --fail-with-body --retry 20 ')
      const { stdout } = await bash('bash', ['-c', asked], { cwd: files, env })
      remember(stdout)
      return stdout
    }
    const words = (cli.match(/"[^"]*"|'[^']*'|\S+/g) ?? []).map((word) => {
      const bare = word.replace(/^(["'])(.*)\1$/, '$2')
      return bare in FILES || /\.(parquet|ndjson|csv|json)$/.test(bare) ? join(files, bare) : bare
    })
    const { code, out, err } = await pathworth(data, ...words)
    if (code !== 0) throw new Error(`${command}: ${err}${out}`)
    remember(out)
    return out
  }
  return { run }
}

it.each(GUIDES)('%s has commands that work as they are typed', async (guide) => {
  const commands = commandsOf(guide).filter((command) => !isEndless(command))
  expect(commands.length).toBeGreaterThan(0)
  const { run } = await typist()
  for (const command of commands) await run(command)
})
