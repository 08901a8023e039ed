import { type Cell, csvText, harmless } from '../../roi/csv.ts'

/** As it is answered. */
export interface ShownHealth {
  deliveries: readonly {
    source: string
    accepted: number
    ignored: number
    quarantined: number
    in_quarantine: number
    quarantined_since?: string
    refused: Readonly<Record<string, number>>
    last_delivery: string | null
  }[]
  privacy_requests: readonly { source: string; request: string; n: number; oldest: string }[]
  match_rate: {
    by_source: Readonly<Record<string, { eligible: number; matched: number; match_rate: number }>>
  }
  dropped: readonly { reason: string; n: number; last_day: string }[]
}

/**
 * A `delivery` line each source and outcome, `in_quarantine` what of it waits, `privacy_request` each kind of wish
 * that waits, `match_rate` each source of orders, and `dropped` each reason why events were not kept. What a line does not have is empty.
 */
export function healthCsv({
  deliveries,
  privacy_requests,
  match_rate,
  dropped,
}: ShownHealth): string {
  return csvText([
    ['row_type', 'source', 'outcome', 'n', 'oldest', 'last', 'eligible', 'matched', 'match_rate'],
    ...deliveries.flatMap(linesOf),
    ...privacy_requests.map(({ source, request, n, oldest }): Cell[] => [
      ...['privacy_request', harmless(source), request, n, oldest],
      ...[null, null, null, null],
    ]),
    ...Object.entries(match_rate.by_source).map(([source, one]): Cell[] => [
      ...['match_rate', harmless(source), null, null, null, null],
      ...[one.eligible, one.matched, one.match_rate],
    ]),
    ...dropped.map(({ reason, n, last_day }): Cell[] => [
      ...['dropped', null, reason, n, null, last_day],
      ...[null, null, null],
    ]),
  ])
}

function linesOf({ source, ...of }: ShownHealth['deliveries'][number]): Cell[][] {
  const outcomes: [string, number][] = [
    ['accepted', of.accepted],
    ['ignored', of.ignored],
    ['quarantined', of.quarantined],
    ...Object.entries(of.refused).map(([why, n]): [string, number] => [`refused_${why}`, n]),
  ]
  const rest: Cell[] = [null, null, null]
  return [
    ...outcomes.map(([outcome, n]): Cell[] => [
      ...['delivery', harmless(source), outcome, n, null, of.last_delivery, ...rest],
    ]),
    [
      ...['in_quarantine', harmless(source), null, of.in_quarantine],
      ...[of.quarantined_since ?? null, null, ...rest],
    ],
  ]
}
