import type { Effects } from '../../attribution/data-driven/effects.ts'
import type { Fit } from '../../attribution/data-driven/fit.ts'
import {
  type FitBy,
  FitError,
  type FitRequest,
  type FittedData,
  type FitUnderWay,
  type ModelVersion,
} from '../fits.ts'
import type { Sequence } from './sequence.ts'
import type { Sql } from './sql.ts'

/** Fits that may wait at one site: each takes seconds or minutes. */
const WAITING_MAX = 5

const SCHEMA_VERSION_OF_FACT = 1

interface FitRow {
  id: string
  request: string
  state: FitUnderWay['state']
  stage: FitUnderWay['stage']
  progress: number
  error: string
  source: FitBy['source']
  owner: string
  requested_at: number
  work: string
}

/** Fits of a site, and the versions of models that they become. */
export class Fits {
  readonly #statements
  readonly #sequence: Sequence
  #isWaiting: boolean | undefined

  constructor(sql: Sql, sequence: Sequence) {
    this.#statements = prepareStatements(sql)
    this.#sequence = sequence
  }

  /** Whether a fit waits, or was begun and is not done. */
  get isWaiting(): boolean {
    this.#isWaiting ??= this.#statements.first.get() !== undefined
    return this.#isWaiting
  }

  /** @throws FitError when too many wait */
  add(request: FitRequest, { source, owner, receivedAt }: FitBy): FitUnderWay {
    const { waiting = 0, last = 0 } = this.#statements.counts.get() ?? {}
    if (waiting >= WAITING_MAX)
      throw new FitError(`${waiting} fits of this site wait already: ask again when one is done`)
    const number = last + 1
    const id = `${request.model}-${number}`
    this.#statements.forgetFailed.run()
    this.#statements.add.run(id, number, JSON.stringify(request), source, owner, receivedAt)
    this.#isWaiting = true
    return shownOf(this.#statements.get.get(id) as FitRow)
  }

  /** The fit that is to be done next, and where it goes on in slices ('' at its beginning). */
  next(): { id: string; request: FitRequest; requestedAt: number; work: string } | undefined {
    const row = this.#statements.first.get()
    this.#isWaiting = row !== undefined
    return row && { ...shownOf(row), work: row.work }
  }

  /** Keeps how far a fit is; nothing for one that nobody waits for any more. */
  note(id: string, stage: FitUnderWay['stage'], share: number): void {
    this.#statements.note.run(stage, Math.round(share * 1000), id)
  }

  keep(id: string, work: string): void {
    this.#statements.keep.run(work, id)
  }

  /** Stores what was fitted as a version; nothing when nobody waits for it any more. */
  finish(id: string, { fingerprint, fit }: FittedData, now: number): void {
    const row = this.#statements.get.get(id)
    if (!row || row.state === 'failed') return
    const { source, owner } = row
    const { model } = JSON.parse(row.request) as FitRequest
    const seq = this.#sequence.take()
    const data = [row.request, fingerprint, JSON.stringify(fit), now]
    const said = [source, owner, SCHEMA_VERSION_OF_FACT, now]
    this.#statements.addVersion.run(seq, id, model, ...data, ...said)
    this.#statements.remove.run(id)
    this.#isWaiting = undefined
  }

  /** @param reason why, and the way out */
  fail(id: string, reason: string): void {
    this.#statements.fail.run(reason, id)
    this.#isWaiting = undefined
  }
}

/** Effects by channel of a stored version; undefined when there is none of this id. */
export function effectsOfVersion(sql: Sql, id: string): Effects | undefined {
  const row = sql.prepare<{ fit: string }>('SELECT fit FROM model_versions WHERE id = ?').get(id)
  const fit = row && (JSON.parse(row.fit) as Fit)
  return fit && new Map(fit.channels.map(({ channel, effect }) => [channel, effect]))
}

/** On any connection. */
export function modelVersions(sql: Sql): { versions: ModelVersion[]; fits: FitUnderWay[] } {
  const versions = sql.prepare<VersionRow>('SELECT * FROM model_versions ORDER BY seq').all()
  const fits = sql.prepare<FitRow>('SELECT * FROM fits ORDER BY number').all()
  return { versions: versions.map(versionOf), fits: fits.map(shownOf) }
}

interface VersionRow {
  id: string
  request: string
  fingerprint: string
  fit: string
  fitted_at: number
  owner: string
}

const versionOf = ({ fitted_at, request, fit, id, fingerprint, owner }: VersionRow) => ({
  ...{ id, fingerprint, owner },
  request: JSON.parse(request) as FitRequest,
  fittedAt: fitted_at,
  fit: JSON.parse(fit) as Fit,
})

const shownOf = ({ id, request, state, stage, progress, ...row }: FitRow): FitUnderWay => ({
  ...{ id, state, stage },
  request: JSON.parse(request) as FitRequest,
  progress: progress / 1000,
  error: row.error,
  owner: row.owner,
  requestedAt: row.requested_at,
})

function prepareStatements(sql: Sql) {
  return {
    counts: sql.prepare<{ waiting: number; last: number }>(
      `SELECT (SELECT count(*) FROM fits WHERE state != 'failed') AS waiting,
         max((SELECT coalesce(max(number), 0) FROM fits),
           (SELECT coalesce(max(CAST(substr(id, length(model) + 2) AS INTEGER)), 0)
            FROM model_versions)) AS last`,
    ),
    get: sql.prepare<FitRow>('SELECT * FROM fits WHERE id = ?'),
    first: sql.prepare<FitRow>(
      `SELECT * FROM fits WHERE state != 'failed' ORDER BY number LIMIT 1`,
    ),
    add: sql.prepare(
      `INSERT INTO fits
         (id, number, request, state, stage, progress, error, source, owner, requested_at, work)
       VALUES (?, ?, ?, 'waiting', 'reading', 0, '', ?, ?, ?, '')`,
    ),
    note: sql.prepare(
      `UPDATE fits SET state = 'running', stage = ?, progress = ?
       WHERE id = ? AND state != 'failed'`,
    ),
    keep: sql.prepare('UPDATE fits SET work = ? WHERE id = ?'),
    fail: sql.prepare(`UPDATE fits SET state = 'failed', error = ?, work = '' WHERE id = ?`),
    forgetFailed: sql.prepare(`DELETE FROM fits WHERE state = 'failed'`),
    remove: sql.prepare('DELETE FROM fits WHERE id = ?'),
    addVersion: sql.prepare(
      `INSERT INTO model_versions
         (seq, id, model, request, fingerprint, fit, fitted_at,
          source, owner, schema_version, received_at)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    ),
  }
}
