import type { MatchBySource } from '../ledger/reports-webhooks.ts'

/** Which part of the newest orders has a journey, by where they came from. */
export const matchShown = ({ newest, sources }: MatchBySource) => ({
  of_newest: newest,
  by_source: Object.fromEntries(
    sources.map(({ source, eligible, matched }) => [
      source,
      { eligible, matched, match_rate: Math.round((matched / eligible) * 10_000) / 10_000 },
    ]),
  ),
})
