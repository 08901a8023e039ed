import type { Beside } from './deliveries.ts'
import { count, median, ms, quantile, table } from './numbers.ts'

/** What the most impatient vendors, Shopify and Paddle, wait for an answer. */
const TIMEOUT_MS = 5_000

export function deliveriesText(results: readonly Beside[]): string {
  const most = Math.max(...results.flatMap(({ answeredMs }) => answeredMs))
  return [
    'Signed orders by webhook, twenty a second, until they are answered, beside',
    '',
    table(
      ['', 'took', 'deliveries', 'p50', 'p99', 'slowest', '÷ what vendors wait'],
      results.map(({ name, seconds, answeredMs }) => [
        ...[name, `${seconds.toFixed(1)} s`, count(answeredMs.length)],
        ...[ms(median(answeredMs)), ms(quantile(answeredMs, 0.99)), ms(quantile(answeredMs, 1))],
        (quantile(answeredMs, 1) / TIMEOUT_MS).toFixed(3),
      ]),
    ),
    '',
    `slowest ${ms(most)} (limit: ${count(TIMEOUT_MS)} ms) ${most < TIMEOUT_MS ? 'met' : 'MISSED'}`,
  ].join('\n')
}
