import { eventsPerRequest } from '../shared/limits.ts'
import { attempt, listen } from './attempt.ts'
import { bodyOf, type Entry, type Outbox } from './outbox.ts'
import { gatherMs, pauseMsMax } from './timing.ts'
import { type Answer, post, postOnLeave } from './transport.ts'

/** No answer, too slow, too many, or the server's own trouble: the events may pass another time. */
const isTransient = (status: number) => !status || status === 408 || status === 429 || status > 499

/** Exponential, 1 s to 64 s, with jitter so that a collector that comes back is not run over. */
const backoffMs = (failures: number) => (500 << Math.min(failures, 6)) * (1 + Math.random())

/** A Retry-After header, in seconds or as a date, in ms; 0 or NaN for none. */
const retryAfterMs = (header: string) => Number(header) * 1000 || Date.parse(header) - Date.now()

/**
 * Carries the outbox's events to `url`, one request at a time, until an answer settles each.
 * Calls `answered` after each. Answers a function that says that there is something to carry.
 */
export function deliver(outbox: Outbox, url: string, answered: () => void): () => void {
  let failures = 0
  let batchMax = eventsPerRequest
  let timer: ReturnType<typeof setTimeout> | 0 = 0
  let isBusy = false
  /** Under way, or given to beacons, of which nobody tells whether they arrived. */
  let tried: Entry[] = []

  function flushIn(ms: number): void {
    clearTimeout(timer)
    timer = setTimeout(() => attempt(flush), Math.max(ms, outbox.pausedUntil_ - Date.now()))
  }

  function flush(): void {
    timer = 0
    const batch = outbox.batch_(batchMax)
    if (isBusy || !batch[0]) return
    isBusy = true
    tried = batch
    post(url, bodyOf(batch))
      .catch(() => ({ status: 0 }))
      .then((answer: Answer) => settle(batch, answer))
  }

  function settle(batch: Entry[], { status, headers }: Answer): void {
    let waitMs = 0
    isBusy = false
    tried = []
    if (isTransient(status)) {
      const askedMs = retryAfterMs(headers?.get('Retry-After') as string)
      waitMs = backoffMs(failures++)
      outbox.pausedUntil_ = Date.now() + (Math.min(askedMs, pauseMsMax) || 0)
      outbox.save_()
    } else if (status === 413 && batch[1]) {
      batchMax = batch.length >> 1
    } else {
      // Stored, known already, or called invalid: no further attempt would change that.
      outbox.remove_(batch)
      failures = 0
      batchMax = eventsPerRequest
    }
    answered()
    flushIn(waitMs)
  }

  function leave(): void {
    while (outbox.pausedUntil_ <= Date.now()) {
      const batch = outbox.batch_(batchMax, tried)
      if (!batch[0] || !postOnLeave(url, bodyOf(batch))) break
      tried = tried.concat(batch)
    }
    outbox.save_(0)
  }

  const wake = () => timer || flushIn(gatherMs)

  listen(window, 'pagehide', leave)
  listen(document, 'visibilitychange', () => (document.hidden ? leave() : wake()))
  listen(window, 'online', () => flushIn(0))
  return wake
}
