import { parentPort, workerData } from 'node:worker_threads'
import { answerOn, type Trouble } from './thread.ts'
import { type ThreadData, Writer, writerOperations } from './writer.ts'

if (!parentPort) throw new Error('this file is the entry of a worker thread')
const port = parentPort
const writer = new Writer(workerData as ThreadData, Date.now, (site, error) => {
  port.postMessage({ trouble: `site "${site}": ${error}` } satisfies Trouble)
})
answerOn(port, writerOperations(writer))
