import { canonicalPaths } from '../../attribution/data-driven/canonical.ts'
import { type FitTerms, Fitting } from '../../attribution/data-driven/fit.ts'
import { PathSet } from '../../attribution/data-driven/paths.ts'
import {
  FitError,
  type FitLimits,
  type FitRequest,
  type FittedData,
  type FitUnderWay,
} from '../fits.ts'
import { fingerprintOf } from './fingerprint.ts'
import { FitReading } from './fit-reading.ts'
import { freshness } from './reports/freshness.ts'
import type { Snapshot, Sql } from './sql.ts'

/** Touches between two words about how far it is. */
const TOUCHES_AT_ONCE = 100_000

/** Of a fit, how much it is to read the journeys; roughly. */
const SHARE_OF_READING = 0.5

export type TellFit = (stage: FitUnderWay['stage'], share: number) => void

/**
 * Does a whole fit on one snapshot, in memory: for a host that has a thread for it.
 * @param requestedAt ms since the epoch: journeys are lost or open by then
 * @throws FitError, TooManyStatesError, UnsettledChainError
 */
export function runFit(
  snapshot: Snapshot,
  { request, requestedAt }: { request: FitRequest; requestedAt: number },
  limits: FitLimits,
  tell: TellFit,
): FittedData {
  const fresh = freshness(snapshot.queries)
  assertTouches(snapshot.sql, fresh.generation, limits)
  const channels: string[] = []
  const reading = new FitReading(snapshot.sql, fresh, { request, now: requestedAt, channels })
  const paths = new PathSet(channels)
  let place: ReturnType<FitReading['read']> = reading.start
  while (place) {
    tell('reading', SHARE_OF_READING * reading.shareAt(place))
    place = reading.read(place, TOUCHES_AT_ONCE, paths)
    assertPaths(paths.size, limits)
  }
  const canonical = canonicalPaths(paths)
  assertConverted(canonical, request)
  const fitting = new Fitting(canonical, termsOf(request, limits))
  for (let { stage } = fitting; stage; { stage } = fitting) {
    tell(stage, SHARE_OF_READING + (1 - SHARE_OF_READING) * fitting.share)
    fitting.advance()
  }
  return { fingerprint: fingerprintOf(canonical), fit: fitting.result() }
}

export const termsOf = ({ model, order, seed }: FitRequest, { states }: FitLimits): FitTerms => ({
  ...{ model, order, seed },
  statesMax: states,
})

const ELSEWHERE =
  'fit a copy of the site on Node ("pathworth move" makes one), or a file of its paths with "pathworth attribute", which has no limit'

/** @throws FitError for a site with more touches than may be gone over */
export function assertTouches(sql: Sql, generation: number, { touches: max }: FitLimits): void {
  const touches = sql.prepare<{ n: number | null }>(ALL_TOUCHES).get(generation)?.n ?? 0
  if (touches <= max) return
  throw new FitError(
    `the site has ${touches} touches, and a fit here goes over ${max} at most: ${ELSEWHERE}`,
  )
}

/** @throws FitError for more different paths than are fitted */
export function assertPaths(paths: number, { paths: max }: FitLimits): void {
  if (paths <= max) return
  throw new FitError(
    `the journeys took more than ${max} different paths, which is the most that is fitted here: choose a shorter period; or ${ELSEWHERE}`,
  )
}

/** @throws FitError when there is nothing to be explained */
export function assertConverted(paths: PathSet, { goal, filters }: FitRequest): void {
  for (let path = 0; path < paths.size; path++) if ((paths.conversions[path] as number) > 0) return
  throw new FitError(
    `no journey with a touch converted by the goal "${goal}" in this period${filters ? ' and segment' : ''}: choose another goal or period${filters ? ', or fewer filters' : ''}`,
  )
}

const ALL_TOUCHES = `
  SELECT sum(n) AS n FROM touch_totals WHERE generation = ? AND period < 1000000`
