import { byTime } from '../../journey/visits.ts'
import type { Hit } from '../../touch/hit.ts'
import type { HitAnswer, TouchAnswer } from '../facts.ts'
import { uuidParameter } from './bytes.ts'
import type { Generation, Generations } from './generations.ts'
import type { Sequence } from './sequence.ts'
import type { Sql } from './sql.ts'
import type { Tallies } from './tallies.ts'
import type { Visitor, Visitors } from './visitors.ts'
import { type ChangedTouches, landed, type Visits } from './visits.ts'

/** What came of the hits of one batch. */
export interface AppendedHits {
  accepted: number
  duplicate: number
  answers: HitAnswer[]
}

/** A hit that was new, and the number it got. */
interface NumberedHit {
  hit: Hit
  seq: number
}

/** Told when touches of a visitor that somebody has named have changed. */
export type OnChangedTouches = (
  generation: Generation,
  visitor: number,
  changed: ChangedTouches,
) => void

/** Stores hits, each once, and lets visits follow from them. */
export class Hits {
  readonly #statements
  readonly #sequence: Sequence
  readonly #generations: Generations
  readonly #visits: Visits
  readonly #tallies: Tallies
  readonly #visitors: Visitors

  constructor(
    sql: Sql,
    parts: {
      sequence: Sequence
      generations: Generations
      visits: Visits
      visitors: Visitors
      tallies: Tallies
    },
  ) {
    this.#statements = prepareStatements(sql)
    this.#sequence = parts.sequence
    this.#generations = parts.generations
    this.#visits = parts.visits
    this.#tallies = parts.tallies
    this.#visitors = parts.visitors
  }

  /** Stores what is new of these hits and cuts visits; `debug` asks for an answer for each. */
  append(hits: readonly Hit[], now: number, debug: boolean, onChanged: OnChangedTouches) {
    const result: AppendedHits = { accepted: 0, duplicate: 0, answers: [] }
    for (const group of byVisitor(hits)) this.#appendGroup(group, now, debug, onChanged, result)
    return result
  }

  #appendGroup(
    hits: readonly Hit[],
    now: number,
    debug: boolean,
    onChanged: OnChangedTouches,
    result: AppendedHits,
  ): void {
    const visitor = this.#visitors.of((hits[0] as Hit).visitor)
    const stored = this.#store(visitor, hits)
    result.accepted += stored.length
    result.duplicate += hits.length - stored.length
    if (stored.length > 0) {
      this.#cut(visitor, stored, now, onChanged)
      this.#visitors.fallBehind(visitor)
    }
    if (!debug) return
    this.#visitors.catchUp(visitor)
    const isNew = new Set(stored.map(({ hit }) => hit))
    result.answers.push(...hits.map((hit) => this.#answer(visitor.id, hit, isNew.has(hit))))
  }

  /** The hits that were new, with their sequence numbers. */
  #store(visitor: Visitor, hits: readonly Hit[]): NumberedHit[] {
    const stored: NumberedHit[] = []
    let prev = visitor.lastHit
    for (const hit of hits) {
      const seq = this.#sequence.next
      if (this.#insert(seq, visitor.id, prev, hit) === 0) continue
      this.#sequence.take()
      prev = seq
      stored.push({ hit, seq })
    }
    visitor.lastHit = prev
    visitor.hits += stored.length
    return stored
  }

  #insert(seq: number, visitor: number, prev: number, hit: Hit): number {
    return this.#statements.insert.run(
      seq,
      uuidParameter(hit.eventId),
      visitor,
      prev,
      hit.ts,
      hit.name,
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
    )
  }

  #cut(
    visitor: Visitor,
    hits: readonly NumberedHit[],
    now: number,
    onChanged: OnChangedTouches,
  ): void {
    for (const generation of this.#generations.live) {
      const cut = hits.map(({ hit, seq }) => landed(generation, hit, seq))
      if (generation === this.#generations.active)
        for (const { landing } of cut)
          if (landing.ignoredOwnCampaign) this.#tallies.count('own_campaign')
      const changed = this.#visits.add(generation, visitor, cut.sort(byTime), now)
      // A second generation is told of by the tables alone.
      if (!this.#generations.alone) this.#visitors.write(visitor)
      if (visitor.linked) onChanged(generation, visitor.id, changed)
    }
  }

  #answer(visitor: number, hit: Hit, isNew: boolean): HitAnswer {
    if (!isNew)
      return { id: hit.eventId, outcome: 'duplicate', reason: 'an event of this id is stored' }
    const { active } = this.#generations
    const touch = this.#statements.touch.get(active.id, visitor, hit.ts, uuidParameter(hit.eventId))
    const landing = active.land(hit.url, hit.referrer)
    if (touch) return { id: hit.eventId, outcome: 'touch', reason: landing.kind, touch }
    const reason = landing.ignoredOwnCampaign ? 'own_campaign' : 'continues_the_visit'
    return { id: hit.eventId, outcome: 'hit', reason }
  }
}

/** Batches of the tag are of one visitor; a backend's may hold several. */
function byVisitor(hits: readonly Hit[]): (readonly Hit[])[] {
  const first = hits[0]
  if (!first) return []
  if (hits.every((hit) => hit.visitor === first.visitor)) return [hits]
  return [...Map.groupBy(hits, (hit) => hit.visitor).values()]
}

function prepareStatements(sql: Sql) {
  return {
    insert: sql.prepare(
      `INSERT INTO hits (seq, event_id, visitor, prev, ts, name, url, referrer, title, props,
         country, device, browser, os, consent, mode, source, owner, schema_version, received_at)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, '', ?, ?)
       ON CONFLICT DO NOTHING`,
    ),
    touch: sql.prepare<TouchAnswer>(
      `SELECT t.channel, t.source, t.medium, t.campaign, touches.term, touches.content,
         touches.click_id
       FROM touches JOIN tuples t ON t.id = touches.tuple
       WHERE generation = ? AND visitor = ? AND ts = ? AND event_id = ?`,
    ),
  }
}
