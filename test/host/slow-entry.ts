import { parentPort } from 'node:worker_threads'
import { answerOn } from '../../collector/ledger/threads/thread.ts'

/** A thread whose questions take as long as a test wants. */
const operations = {
  double: (n: number): number => 2 * n,
  fail: (message: string): never => {
    throw new Error(message)
  },
  runForever: (): void => {
    for (;;);
  },
  end: (): void => process.exit(3),
}

export type SlowOperations = typeof operations

if (parentPort) answerOn(parentPort, operations)
