import { describeLedger } from '../contract/ledger-contract.ts'
import { START } from '../ledger/shop.ts'
import { RemoteApp } from './remote-app.ts'

describeLedger('of SQLite in a Durable Object', () => {
  const app = new RemoteApp({})
  app.now = START
  return { open: async () => app.ledgers, clean: async () => {} }
})
