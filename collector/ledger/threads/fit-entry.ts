import { parentPort, workerData } from 'node:worker_threads'
import type { FitSaid, FitTask } from './fit-task.ts'
import { openSite } from './open-site.ts'

/** Between two words about how far it is, ms: each is a commit of the writer. */
const QUIET_MS = 1000

if (!parentPort) throw new Error('this file is the entry of a worker thread')
const port = parentPort
const { folder, site, id, limits } = workerData as FitTask
const say = (said: FitSaid) => port.postMessage(said)
const opened = openSite(folder, site, { readOnly: true })
let saidAt = 0

try {
  const done = opened.runFit(id, limits, (stage, share) => {
    if (Date.now() - saidAt < QUIET_MS) return
    saidAt = Date.now()
    say({ stage, share })
  })
  say({ done })
} catch (error) {
  say({ failed: error instanceof Error ? error.message : String(error) })
} finally {
  opened.close()
}
