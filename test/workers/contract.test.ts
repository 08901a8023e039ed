import { describeLedger, type LedgerHost } from '../contract/ledger-contract.ts'
import { describeTransfer } from '../contract/transfer-contract.ts'
import { START } from '../ledger/shop.ts'
import { RemoteApp } from './remote-app.ts'

const inAnObject = (): LedgerHost => {
  const app = new RemoteApp({})
  app.now = START
  return { open: async () => app.ledgers, clean: async () => {} }
}

describeLedger('of SQLite in a Durable Object', inAnObject)
describeTransfer('of SQLite in a Durable Object', inAnObject)
