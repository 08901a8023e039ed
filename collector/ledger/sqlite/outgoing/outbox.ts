import { sha256 } from '@noble/hashes/sha2.js'
import { bytesToHex, utf8ToBytes } from '@noble/hashes/utils.js'
import { defaultModelOf } from '../../defaults.ts'
import type { Endpoint, EndpointChange, OutgoingEvent } from '../../outgoing.ts'
import type { Generation, Generations } from '../generations.ts'
import { SiteValues } from '../site-values.ts'
import type { Sql } from '../sql.ts'
import { Credited } from './credited.ts'
import { Endpoints } from './endpoints.ts'
import { Finished } from './finished.ts'

const CREDITED: OutgoingEvent = 'conversion.credited'
const FINISHED: OutgoingEvent = 'import.finished'

/** Marks, or conversions that are looked at again, of one transaction: others wait for the writer. */
const SUBJECTS_A_SLICE = 50

/** The row of `site` that says behind which conversion a look at all of them goes on. */
const LOOKED_AT = 'outgoing_looked_at'

interface Mark {
  event: OutgoingEvent
  subject: number
  refused: number | null
}

/**
 * What a site has to tell others. What happens is marked in its own transaction; a message is made of
 * the mark later, of the state that holds then. So nothing is told that was taken back, and ten changes
 * before a message is made are one message. A state that was told is not told again.
 */
export class Outbox {
  readonly #generations: Generations
  readonly #endpoints: Endpoints
  readonly #credited: Credited
  readonly #finished: Finished
  readonly #values: SiteValues
  readonly #statements
  #isOn: boolean

  constructor(sql: Sql, { generations }: { generations: Generations }) {
    this.#generations = generations
    this.#endpoints = new Endpoints(sql)
    this.#credited = new Credited(sql)
    this.#finished = new Finished(sql)
    this.#values = new SiteValues(sql)
    this.#statements = prepareStatements(sql)
    this.#isOn = this.#endpoints.anyListens
  }

  /** A conversion of the active generation has another contribution. */
  credited(conversion: number): void {
    if (this.#isOn) this.#statements.mark.run(CREDITED, conversion, null)
  }

  /** An import counts from now on, or no more. */
  finished(seq: number, refused?: number): void {
    if (this.#isOn) this.#statements.mark.run(FINISHED, seq, refused ?? null)
  }

  /** Another generation is shown: what differs in it is found a slice at a time. */
  flipped(): void {
    if (this.#isOn) this.#values.set(LOOKED_AT, '0')
  }

  change(change: EndpointChange): void {
    const wasOn = this.#isOn
    this.#apply(change)
    this.#isOn = this.#endpoints.anyListens
    // Who listens from now on is told what changes from now on.
    if (this.#isOn && !wasOn) this.flipped()
    if (wasOn && !this.#isOn) this.#forget()
  }

  /** An endpoint has said that it is gone: what waits for it does not wait any more. */
  gone(endpoint: string, at: number): void {
    this.#endpoints.disable(endpoint, at)
    this.#statements.giveUp.run(endpoint)
    this.#isOn = this.#endpoints.anyListens
    if (!this.#isOn) this.#forget()
  }

  /** Makes messages of some of what is marked, or goes on with the look at all conversions. */
  prepare(now: number): void {
    if (!this.#isOn) return
    const listening = this.#endpoints.listening()
    const { active } = this.#generations
    const marks = this.#statements.marks.all(active.id, SUBJECTS_A_SLICE)
    for (const mark of marks) {
      this.#tell(mark, { now, listening, isMarked: true })
      this.#statements.unmark.run(mark.event, mark.subject)
    }
    if (marks.length === 0) this.#lookOn(active, listening, now)
  }

  #lookOn(active: Generation, listening: readonly Endpoint[], now: number): void {
    const after = this.#values.get(LOOKED_AT)
    if (after === undefined) return
    const next = this.#statements.conversions.all(active.id, Number(after), SUBJECTS_A_SLICE)
    for (const { conversion: subject } of next)
      this.#tell({ event: CREDITED, subject, refused: null }, { now, listening, isMarked: false })
    const last = next.at(-1)
    if (last) this.#values.set(LOOKED_AT, String(last.conversion))
    else this.#values.remove(LOOKED_AT)
  }

  #tell({ event, subject, refused }: Mark, { now, listening, isMarked }: Telling): void {
    const state = this.#stateOf(event, subject, refused)
    if (!state) return
    const fingerprint = bytesToHex(sha256(utf8ToBytes(JSON.stringify(state)))).slice(0, 32)
    const told = this.#statements.told.get(event, subject)
    if (told?.fingerprint === fingerprint) return
    // What was so before anybody listened is no news, nor is an order that waits to count.
    const isNews = told !== undefined || (isMarked && TOLD_AT_FIRST.includes(state.state))
    if (!isNews) {
      if (!isMarked) this.#statements.setTold.run(event, subject, 0, fingerprint)
      return
    }
    // Of the clock, so that it grows on after a site was taken back to a snapshot.
    const sequence = Math.max((told?.sequence ?? 0) + 1, now)
    this.#statements.setTold.run(event, subject, sequence, fingerprint)
    this.#statements.supersede.run(event, subject)
    const body = this.#bodyOf(event, { sequence, ...state }, now)
    const message = `msg_${crypto.randomUUID().replaceAll('-', '')}`
    for (const { id, events } of listening)
      if (events.includes(event))
        this.#statements.add.run(message, id, event, subject, body, now, now)
  }

  #stateOf(event: OutgoingEvent, subject: number, refused: number | null) {
    if (event === FINISHED) return this.#finished.of(subject, refused)
    const { id: generation, settings } = this.#generations.active
    const of = { generation, currency: settings.currency, model: defaultModelOf(settings) }
    return this.#credited.of(of, subject)
  }

  #bodyOf(type: OutgoingEvent, state: Record<string, unknown>, now: number): string {
    const data = { site: this.#values.get('site') ?? '', ...state }
    return JSON.stringify({ type, timestamp: new Date(now).toISOString(), data })
  }

  #apply(change: EndpointChange): void {
    if (change.kind === 'endpoint_added') this.#endpoints.add(change.endpoint)
    else if (change.kind === 'endpoint_rotated') this.#endpoints.rotate(change)
    else if (change.kind === 'endpoint_enabled') this.#endpoints.enable(change.id)
    else if (change.kind === 'endpoint_removed') {
      this.#statements.removeMessages.run(change.id)
      this.#endpoints.remove(change.id, change.at)
    } else this.#retry(change)
  }

  #retry({ message, at }: Extract<EndpointChange, { kind: 'outgoing_retried' }>): void {
    this.#statements.retry.run(at, message ?? null, message ?? null)
  }

  /** Nobody listens: what is kept to tell what is new would soon be old. */
  #forget(): void {
    this.#statements.forgetMarks.run()
    this.#statements.forgetTold.run()
    this.#values.remove(LOOKED_AT)
  }
}

interface Telling {
  now: number
  listening: readonly Endpoint[]
  /** It has changed for sure, and is not only looked at. */
  isMarked: boolean
}

/** States in which something is told of that nothing was told of before. */
const TOLD_AT_FIRST: readonly string[] = ['counted', 'applied', 'rolled_back']

function prepareStatements(sql: Sql) {
  return {
    mark: sql.prepare(
      `INSERT INTO outgoing_marks (event, subject, refused) VALUES (?, ?, ?)
       ON CONFLICT DO UPDATE SET refused = coalesce(excluded.refused, refused)`,
    ),
    unmark: sql.prepare('DELETE FROM outgoing_marks WHERE event = ? AND subject = ?'),
    /** Without conversions that are about to change once more. */
    marks: sql.prepare<Mark>(
      `SELECT event, subject, refused FROM outgoing_marks m
       WHERE m.event != '${CREDITED}' OR NOT EXISTS (
         SELECT 1 FROM dirty d WHERE d.generation = ? AND d.conversion = m.subject)
       LIMIT ?`,
    ),
    conversions: sql.prepare<{ conversion: number }>(
      `SELECT conversion FROM contributions WHERE generation = ? AND conversion > ?
       ORDER BY conversion LIMIT ?`,
    ),
    told: sql.prepare<{ sequence: number; fingerprint: string }>(
      'SELECT sequence, fingerprint FROM outgoing_told WHERE event = ? AND subject = ?',
    ),
    setTold: sql.prepare(
      `INSERT INTO outgoing_told (event, subject, sequence, fingerprint) VALUES (?, ?, ?, ?)
       ON CONFLICT DO UPDATE SET sequence = excluded.sequence, fingerprint = excluded.fingerprint`,
    ),
    supersede: sql.prepare(
      `UPDATE outgoing SET state = 'superseded', body = ''
       WHERE event = ? AND subject = ? AND state IN ('waiting', 'dead')`,
    ),
    add: sql.prepare(
      `INSERT INTO outgoing (message, endpoint, event, subject, body, state, attempts, next_at,
         created_at, last_error) VALUES (?, ?, ?, ?, ?, 'waiting', 0, ?, ?, '')`,
    ),
    giveUp: sql.prepare(
      `UPDATE outgoing SET state = 'dead' WHERE endpoint = ? AND state = 'waiting'`,
    ),
    removeMessages: sql.prepare('DELETE FROM outgoing WHERE endpoint = ?'),
    retry: sql.prepare(
      `UPDATE outgoing SET state = 'waiting', attempts = 0, next_at = ?
       WHERE state = 'dead' AND (? IS NULL OR id = ?)`,
    ),
    forgetMarks: sql.prepare('DELETE FROM outgoing_marks'),
    forgetTold: sql.prepare('DELETE FROM outgoing_told'),
  }
}
