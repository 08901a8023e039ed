import { parentPort } from 'node:worker_threads'
import { packAnswers, unpackWork } from '../../collector/ledger/threads/packing.ts'
import { answerOn } from '../../collector/ledger/threads/thread.ts'
import type { WriterOperations } from '../../collector/ledger/threads/writer.ts'

const ANSWER = {
  accepted: 1,
  duplicate: 0,
  conversions: [],
  refunds: [],
  identities: [],
  costs: [],
}

/** A writer that keeps nothing, and ends in the middle of a commit of the site `deadly`. */
const operations: Pick<WriterOperations, 'append' | 'close'> = {
  append: async (text) => {
    const work = unpackWork(text)
    if (work.some(({ site }) => site === 'deadly')) process.exit(3)
    return packAnswers(work.map(({ batches }) => batches.map(() => ANSWER)))
  },
  close: () => {},
}

if (parentPort) answerOn(parentPort, operations)
