import { parentPort, workerData } from 'node:worker_threads'
import { snapshotOperations } from './snapshot-files.ts'
import { answerOn } from './thread.ts'
import type { ThreadData } from './writer.ts'

if (!parentPort) throw new Error('this file is the entry of a worker thread')
answerOn(parentPort, snapshotOperations((workerData as ThreadData).folder))
