import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, it } from 'vitest'
import { dataFolder, pathworth, pathworthJson } from './collector-process.ts'

const guide = readFileSync(
  fileURLToPath(new URL('../../docs/bring-your-crm.md', import.meta.url)),
  'utf8',
)

const commands = [...guide.matchAll(/^npm run pathworth -- (.+)$/gm)].map(([, line = '']) =>
  line.split(' '),
)

/** By hand: 20000.10 + 4999.90 = 25000.00. */
const FILES: Record<string, string> = {
  'deals.csv': `Record ID,Deal Stage,Amount,Currency,Close Date,Create Date,Associated Contact IDs
71,Closed Won,20000.10,EUR,2026-10-01 00:00,2026-09-20 09:20,501
72,Closed Won,4999.90,EUR,2026-10-02 00:00,2026-09-20 09:20,502
73,Proposal,7.00,EUR,,2026-09-20 09:20,502
`,
  'contacts.csv': 'Record ID,Email,Lifecycle Stage\n501,nia@example.test,customer\n',
}

it('the commands of the guide do what it says', async () => {
  const [data, files] = [dataFolder(), dataFolder()]
  for (const [name, text] of Object.entries(FILES)) writeFileSync(join(files, name), text)
  const site = ['site', 'create', 'shop', '--domain', 'shop.example', '--currency', 'EUR']
  await pathworthJson(data, ...site, '--timezone', 'Europe/Paris')
  const run = async (words: readonly string[]) => {
    const typed = words.map((word) => (Object.hasOwn(FILES, word) ? join(files, word) : word))
    const ran = await pathworth(data, ...typed)
    expect({ words, code: ran.code, err: ran.err }).toEqual({ words, code: 0, err: '' })
    return ran.out
  }

  const [dry = [], contacts = [], deals = [], list = [], [, , named = '', ...back] = []] = commands
  expect(commands).toHaveLength(5)
  const told = await run(dry)
  expect(told).toMatch(/^Closed Won +won +2 +25000\.00 EUR$/m)
  expect(told).toContain('line 4: nothing tells how the stage "Proposal" stands')
  expect(told).toContain('Nothing was stored')
  expect(await run(contacts)).toMatch(/as import .*\n1 new, 0 changed, 0 known\.$/m)
  const taken = await run(deals)
  expect(taken).toContain('\n3 new, 0 changed, 0 known.')
  expect(await run(deals)).toContain('shop has all of it already: nothing was stored.')
  const id = /as import (\S+?)\./.exec(taken)?.[1] ?? ''
  expect(await run(list)).toMatch(new RegExp(`^${id} +applied +hubspot_deals `, 'm'))
  expect(named).toMatch(/^[0-9a-f-]{36}$/)
  await run(['import', 'rollback', id, ...back])
  expect(await run(list)).toMatch(new RegExp(`^${id} +rolled_back +hubspot_deals `, 'm'))
  expect(await run(deals)).toContain('\n3 new, 0 changed, 0 known.')
})
