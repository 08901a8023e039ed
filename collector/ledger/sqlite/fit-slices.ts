import { canonicalPaths } from '../../attribution/data-driven/canonical.ts'
import { type FitProgress, Fitting, NOTHING_FITTED } from '../../attribution/data-driven/fit.ts'
import { PathSet } from '../../attribution/data-driven/paths.ts'
import type { FitLimits, FitRequest } from '../fits.ts'
import { fingerprintOf } from './fingerprint.ts'
import { type FitPlace, FitReading } from './fit-reading.ts'
import { assertConverted, assertPaths, assertTouches, termsOf } from './fit-run.ts'
import type { Fits } from './fits.ts'
import type { Generation, Generations } from './generations.ts'
import type { Sql } from './sql.ts'

/** One page of touches: some hundredths of a second. */
const TOUCHES_A_SLICE = 4000

/** What resamples of one slice may cost together: a path counts as one, a state as some. */
const RESAMPLING_A_SLICE = 100_000
const COST_OF_STATE = 50

const RESAMPLES_A_SLICE_MAX = 20

/** Of a fit, how much it is to read the journeys; roughly. */
const SHARE_OF_READING = 0.5

/** Where a fit goes on: kept in the transaction of what was done. */
interface Work {
  /** The journeys are those of this generation. */
  generation: number
  /** null once all journeys were read. */
  place: FitPlace | null
  channels: string[]
  progress: FitProgress
}

interface Fit {
  id: string
  request: FitRequest
  requestedAt: number
}

/**
 * Does fits in slices: first journeys are read, and summed by path in a table; then what was read is
 * solved and resampled. For a host that has one thread a site, and half a minute at a time.
 */
export class FitSlices {
  readonly #sql: Sql
  readonly #fits: Fits
  readonly #generations: Generations
  readonly #statements
  /** What is solved, while this lives; made again from the table when it does not. */
  #fitting: { id: string; of: Fitting; paths: PathSet } | undefined

  constructor(sql: Sql, { fits, generations }: { fits: Fits; generations: Generations }) {
    this.#sql = sql
    this.#fits = fits
    this.#generations = generations
    this.#statements = prepareStatements(sql)
  }

  /** One slice of the fit that is next; one that can't be done has failed then. */
  advance(limits: FitLimits, now: number): void {
    const fit = this.#fits.next()
    if (!fit) return
    try {
      this.#advance(fit, this.#workOf(fit), limits, now)
    } catch (error) {
      this.#forget(fit.id)
      this.#fits.fail(fit.id, error instanceof Error ? error.message : String(error))
    }
  }

  #advance(fit: Fit, work: Work, limits: FitLimits, now: number): void {
    if (work.place) this.#read(fit, work, work.place, limits)
    else this.#solve(fit, work, limits, now)
  }

  /** Under another generation journeys may be others: then it begins again. */
  #workOf({ id, request, work: text }: Fit & { work: string }): Work {
    const { active } = this.#generations
    if (text !== '') {
      const work = JSON.parse(text) as Work
      if (work.generation === active.id) return work
      this.#forget(id)
    }
    const place: FitPlace = { part: 'converted', after: [request.from, -1, ''] }
    return { generation: active.id, place, channels: [], progress: NOTHING_FITTED }
  }

  #read(fit: Fit, work: Work, place: FitPlace, limits: FitLimits): void {
    const { active } = this.#generations
    assertTouches(this.#sql, active.id, limits)
    const { reading, paths } = this.#readingOf(fit, work.channels, active)
    const next = reading.read(place, TOUCHES_A_SLICE, paths)
    this.#statements.add.run(fit.id, JSON.stringify(rowsOf(paths)))
    assertPaths(this.#statements.count.get(fit.id)?.n ?? 0, limits)
    this.#fits.keep(fit.id, JSON.stringify({ ...work, place: next ?? null }))
    this.#fits.note(fit.id, 'reading', SHARE_OF_READING * (next ? reading.shareAt(next) : 1))
  }

  /** @param channels is added to */
  #readingOf(
    { request, requestedAt: now }: Fit,
    channels: string[],
    { id: generation, settings }: Generation,
  ): { reading: FitReading; paths: PathSet } {
    const reading = new FitReading(this.#sql, { generation, settings }, { request, now, channels })
    return { reading, paths: new PathSet(channels) }
  }

  #solve(fit: Fit, work: Work, limits: FitLimits, now: number): void {
    const { of, paths } = this.#fittingOf(fit, work, limits)
    const cost = paths.size + COST_OF_STATE * (of.progress.effects?.states ?? 0)
    const resamples = Math.ceil(RESAMPLING_A_SLICE / Math.max(1, cost))
    const steps = of.stage === 'resampling' ? Math.min(resamples, RESAMPLES_A_SLICE_MAX) : 1
    for (let step = 0; step < steps && of.stage; step++) of.advance()
    if (!of.stage) {
      this.#fits.finish(fit.id, { fingerprint: fingerprintOf(paths), fit: of.result() }, now)
      this.#forget(fit.id)
      return
    }
    this.#fits.keep(fit.id, JSON.stringify({ ...work, progress: of.progress }))
    const share = SHARE_OF_READING + (1 - SHARE_OF_READING) * of.share
    this.#fits.note(fit.id, of.stage, share)
  }

  #fittingOf({ id, request }: Fit, { channels, progress }: Work, limits: FitLimits) {
    if (this.#fitting?.id === id) return this.#fitting
    const paths = canonicalPaths(this.#pathsOf(id, channels))
    assertConverted(paths, request)
    this.#fitting = { id, paths, of: new Fitting(paths, termsOf(request, limits), progress) }
    return this.#fitting
  }

  #pathsOf(id: string, channels: readonly string[]): PathSet {
    const paths = new PathSet(channels)
    for (const { path, conversions, value, nulls } of this.#statements.all.all(id)) {
      const steps = Int32Array.from(path.split('.'), Number)
      paths.add(steps, steps.length, conversions, value, nulls)
    }
    return paths
  }

  #forget(id: string): void {
    this.#statements.clear.run(id)
    this.#fitting = undefined
  }
}

const rowsOf = (paths: PathSet): (string | number)[][] =>
  Array.from({ length: paths.size }, (_, path) => [
    paths.stepsOf(path).join('.'),
    paths.conversions[path] as number,
    paths.values[path] as number,
    paths.nulls[path] as number,
  ])

interface PathRow {
  path: string
  conversions: number
  value: number
  nulls: number
}

function prepareStatements(sql: Sql) {
  return {
    add: sql.prepare(
      `INSERT INTO fit_paths (fit, path, conversions, value, nulls)
       SELECT ?, value ->> 0, value ->> 1, value ->> 2, value ->> 3 FROM json_each(?) WHERE true
       ON CONFLICT DO UPDATE SET conversions = conversions + excluded.conversions,
         value = value + excluded.value, nulls = nulls + excluded.nulls`,
    ),
    count: sql.prepare<{ n: number }>('SELECT count(*) AS n FROM fit_paths WHERE fit = ?'),
    all: sql.prepare<PathRow>(
      'SELECT path, conversions, value, nulls FROM fit_paths WHERE fit = ? ORDER BY path',
    ),
    clear: sql.prepare('DELETE FROM fit_paths WHERE fit = ?'),
  }
}
