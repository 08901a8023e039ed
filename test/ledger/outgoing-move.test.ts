import { expect, test } from 'vitest'
import type { Endpoint } from '../../collector/ledger/outgoing.ts'
import type { SqliteSite } from '../../collector/ledger/sqlite/site.ts'
import { createSiteFile } from '../../collector/ledger/sqlite/site-file.ts'
import { type Cursor, TRANSFER_TABLES } from '../../collector/ledger/transfer.ts'
import { append, conversion, DAY, newShop, refund, START, settleAll, shopState } from './shop.ts'

const NOW = START + 60 * DAY

const endpoint: Endpoint = {
  ...{ id: 'e1', url: 'https://crm.example/', createdAt: START, disabledAt: null },
  events: ['conversion.credited', 'import.finished'],
  secrets: [{ secret: 'whsec_AAAA', validUntil: null }],
}

function due(site: SqliteSite) {
  settleAll(site)
  while (site.takeOutgoing(NOW).isBehind);
  return site.takeOutgoing(NOW).messages
}

function copy(source: SqliteSite, target: SqliteSite): void {
  for (const table of TRANSFER_TABLES)
    for (let after: Cursor | null = null; ; ) {
      const page = source.exportRows({ table, after, limit: 100 })
      target.importRows(page)
      after = page.next
      if (after === null) break
    }
}

/** A site whose first order was told, whose second waits, and whose third is only marked. */
function movingSite(): SqliteSite {
  const source = newShop()
  source.change({ kind: 'endpoint_added', endpoint })
  append(source, { conversions: [conversion('told', START)] })
  const [first] = due(source)
  const told = { state: 'delivered', at: NOW, nextAt: NOW, status: 200, error: '' } as const
  source.noteSent([{ id: first?.id ?? 0, isGone: false, ...told }])
  append(source, { conversions: [conversion('waits', START)] })
  due(source)
  append(source, { conversions: [conversion('marked', START)] })
  settleAll(source)
  return source
}

const subjects = (site: SqliteSite): string[] =>
  due(site).map(({ body }) => JSON.parse(body).data.transaction_id)

test('a site that has moved tells what waited, under its old id, and nothing twice', () => {
  const source = movingSite()
  const [waiting] = source.takeOutgoing(NOW).messages
  const target = createSiteFile(':memory:', { ...shopState, status: 'moving_in' })
  // While it goes on, and once more when it is closed.
  copy(source, target)
  source.change({ kind: 'status', status: 'moved_out', note: 'away' })
  copy(source, target)
  target.finishMove({ settingsVersion: 1 })
  expect(due(target)).toEqual([])
  target.change({ kind: 'status', status: 'open' })
  const told = due(target)
  expect(told[0]).toMatchObject({ message: waiting?.message, secrets: ['whsec_AAAA'] })
  expect(subjects(target)).toEqual(['waits', 'marked'])
  expect(source.takeOutgoing(NOW).messages).toEqual([])
})

test('an endpoint that is removed while its site moves is told nothing by the new host', () => {
  const source = movingSite()
  const target = createSiteFile(':memory:', { ...shopState, status: 'moving_in' })
  copy(source, target)
  source.change({ kind: 'endpoint_removed', id: 'e1', at: NOW })
  source.change({ kind: 'status', status: 'moved_out', note: 'away' })
  copy(source, target)
  target.finishMove({ settingsVersion: 1 })
  settleAll(target)
  target.change({ kind: 'status', status: 'open' })
  append(target, { refunds: [refund('told', 'R', 100)] })
  expect(due(target)).toEqual([])
  expect(target.state().endpoints).toEqual([])
})
