import type { Hit } from '../../touch/hit.ts'
import type { Batch } from '../facts.ts'
import type { CommitAnswer, SiteBatches } from './group-commit.ts'

// Between the threads go texts: a JSON text of rows is copied in a third of the time that the
// structured clone of the same objects takes (5 against 15 µs a hit), and that is main-thread time.

type HitRow = readonly [
  eventId: string,
  visitor: string,
  name: string,
  ts: number,
  url: string,
  referrer: string,
  title: string,
  props: string,
  country: string,
  device: Hit['device'],
  browser: string,
  os: string,
  consent: string,
  mode: string,
  source: Hit['source'],
  schemaVersion: number,
  receivedAt: number,
]

/** A batch with its hits as rows, and the rest as it is. */
type PackedBatch = [hits: HitRow[], rest: Omit<Batch, 'hits'> | 0]

/** What waits for one commit, as one text. */
export function packWork(work: readonly SiteBatches[]): string {
  return JSON.stringify(work.map(({ site, batches }) => [site, batches.map(packBatch)]))
}

export function unpackWork(text: string): SiteBatches[] {
  const work = JSON.parse(text) as [string, PackedBatch[]][]
  return work.map(([site, batches]) => ({ site, batches: batches.map(unpackBatch) }))
}

export const packAnswers = (answers: readonly CommitAnswer[]): string => JSON.stringify(answers)

export const unpackAnswers = (text: string): CommitAnswer[] => JSON.parse(text) as CommitAnswer[]

function packBatch({ hits = [], ...rest }: Batch): PackedBatch {
  return [hits.map(packHit), isBare(rest) ? 0 : rest]
}

/** Most batches hold hits and nothing else. */
const isBare = ({ conversions, refunds, identities, costs, drops, debug }: Batch): boolean =>
  !debug &&
  [conversions, refunds, identities, costs].every((facts) => !facts || facts.length === 0) &&
  (drops === undefined || Object.keys(drops).length === 0)

const packHit = (hit: Hit): HitRow => [
  hit.eventId,
  hit.visitor,
  hit.name,
  hit.ts,
  hit.url,
  hit.referrer,
  hit.title,
  hit.props,
  hit.country,
  hit.device,
  hit.browser,
  hit.os,
  hit.consent,
  hit.mode,
  hit.source,
  hit.schemaVersion,
  hit.receivedAt,
]

function unpackBatch([rows, rest]: PackedBatch): Batch {
  const hits = rows.map(unpackHit)
  return rest === 0 ? { hits } : { hits, ...rest }
}

/** Does not compile when a field of hits is left out of the rows: it would be lost on the way. */
const unpackHit = (row: HitRow): Hit => ({
  eventId: row[0],
  visitor: row[1],
  name: row[2],
  ts: row[3],
  url: row[4],
  referrer: row[5],
  title: row[6],
  props: row[7],
  country: row[8],
  device: row[9],
  browser: row[10],
  os: row[11],
  consent: row[12],
  mode: row[13],
  source: row[14],
  schemaVersion: row[15],
  receivedAt: row[16],
})
