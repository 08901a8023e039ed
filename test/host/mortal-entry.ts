import { parentPort } from 'node:worker_threads'
import { answerOn } from '../../collector/ledger/threads/thread.ts'
import type { WriterOperations } from '../../collector/ledger/threads/writer.ts'

/** A writer that keeps nothing, and ends in the middle of a commit of the site `deadly`. */
const operations: Pick<WriterOperations, 'append' | 'close'> = {
  append: (work) => {
    if (work.some(({ site }) => site === 'deadly')) process.exit(3)
    return work.map(({ batches }) =>
      batches.map(() => ({
        accepted: 1,
        duplicate: 0,
        conversions: [],
        refunds: [],
        identities: [],
        costs: [],
      })),
    )
  },
  close: () => {},
}

if (parentPort) answerOn(parentPort, operations)
