import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { ThreadedLedgers } from '../../collector/ledger/threads/ledgers.ts'
import { InProcessLedgers } from '../http/in-process-ledgers.ts'
import { START } from '../ledger/shop.ts'
import { describeLedger } from './ledger-contract.ts'

describeLedger(
  'of SQLite in this thread',
  () => ({ open: async () => new InProcessLedgers(() => START), clean: async () => {} }),
  { restart: 'it lives in memory, and nothing of it outlives its process' },
)

describeLedger('of SQLite behind worker threads', () => {
  const folder = mkdtempSync(join(tmpdir(), 'pathworth-contract-'))
  const options = { writers: 2, readers: 1, waitingMax: 1000, reportDeadlineMs: 10_000 }
  const clock = () => START
  return {
    open: async () => new ThreadedLedgers({ ...options, folder, clock, onTrouble: () => {} }),
    clean: async () => rmSync(folder, { recursive: true, force: true }),
  }
})
