import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { ThreadedLedgers } from '../../collector/ledger/threads/ledgers.ts'
import { InProcessLedgers } from '../http/in-process-ledgers.ts'
import { START } from '../ledger/shop.ts'
import { describeLedger, type LedgerHost } from './ledger-contract.ts'
import { describeTransfer } from './transfer-contract.ts'

const inThisThread = (): LedgerHost => ({
  open: async () => new InProcessLedgers(() => START),
  clean: async () => {},
})

const behindThreads = (writers: number) => (): LedgerHost => {
  const folder = mkdtempSync(join(tmpdir(), 'pathworth-contract-'))
  const options = { writers, readers: 1, waitingMax: 1000, reportDeadlineMs: 10_000 }
  const clock = () => START
  return {
    open: async () => new ThreadedLedgers({ ...options, folder, clock, onTrouble: () => {} }),
    clean: async () => rmSync(folder, { recursive: true, force: true }),
  }
}

describeLedger('of SQLite in this thread', inThisThread, {
  restart: 'it lives in memory, and nothing of it outlives its process',
})
describeTransfer('of SQLite in this thread', inThisThread)

describeLedger('of SQLite behind worker threads', behindThreads(2))
describeTransfer('of SQLite behind worker threads', behindThreads(1))
