/*
 * Counts for operators, as Prometheus text (exposition format 0.0.4). Written here because the usual
 * library wants Node's process and perf_hooks, and all that we need are counters and one histogram.
 */

/** Upper bounds in seconds. */
const DURATION_BUCKETS = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10]

/** Between the label values of a key: labels are written when asked for, not when counted. */
const SEPARATOR = '\u0000'

interface Metric {
  lines(): string[]
}

/** A number that only grows, by labels. */
export class Counter implements Metric {
  readonly #name: string
  readonly #help: string
  readonly #labels: readonly string[]
  readonly #values = new Map<string, number>()

  constructor(name: string, help: string, labels: readonly string[]) {
    this.#name = name
    this.#help = help
    this.#labels = labels
  }

  /** @param values of the labels, in their order; each from a small set that we know */
  add(amount: number, ...values: string[]): void {
    if (amount === 0) return
    const [only = ''] = values
    const key = values.length > 1 ? values.join(SEPARATOR) : only
    this.#values.set(key, (this.#values.get(key) ?? 0) + amount)
  }

  lines(): string[] {
    return [
      ...head(this.#name, this.#help, 'counter'),
      ...[...this.#values].map(([key, value]) => {
        const labels = labelText(this.#labels, key.split(SEPARATOR))
        return `${this.#name}${braced(labels)} ${value}`
      }),
    ]
  }
}

/** Durations in seconds, by one label. */
export class Histogram implements Metric {
  readonly #name: string
  readonly #help: string
  readonly #label: string
  readonly #series = new Map<string, { counts: number[]; sum: number; count: number }>()

  constructor(name: string, help: string, label: string) {
    this.#name = name
    this.#help = help
    this.#label = label
  }

  observe(seconds: number, value: string): void {
    let series = this.#series.get(value)
    if (!series) {
      series = { counts: DURATION_BUCKETS.map(() => 0), sum: 0, count: 0 }
      this.#series.set(value, series)
    }
    const bucket = DURATION_BUCKETS.findIndex((bound) => seconds <= bound)
    if (bucket >= 0) series.counts[bucket] = (series.counts[bucket] ?? 0) + 1
    series.sum += seconds
    series.count += 1
  }

  lines(): string[] {
    const lines = head(this.#name, this.#help, 'histogram')
    for (const [value, { counts, sum, count }] of this.#series) {
      const labels = labelText([this.#label], [value])
      let below = 0
      for (const [index, bound] of DURATION_BUCKETS.entries()) {
        below += counts[index] ?? 0
        lines.push(`${this.#name}_bucket${braced(`${labels},le="${bound}"`)} ${below}`)
      }
      lines.push(`${this.#name}_bucket${braced(`${labels},le="+Inf"`)} ${count}`)
      lines.push(`${this.#name}_sum${braced(labels)} ${sum}`)
      lines.push(`${this.#name}_count${braced(labels)} ${count}`)
    }
    return lines
  }
}

/** Everything that is counted. A host may add gauges of its own, read when asked for. */
export class Metrics {
  readonly requests = new Counter(
    'pathworth_http_requests_total',
    'Requests answered, by route and status.',
    ['route', 'status'],
  )
  readonly durations = new Histogram(
    'pathworth_http_request_duration_seconds',
    'Time from the request to its answer, by route.',
    'route',
  )
  readonly events = new Counter(
    'pathworth_events_total',
    'Events received, by what became of them.',
    ['outcome'],
  )
  readonly drops = new Counter(
    'pathworth_events_dropped_total',
    'Events that were not kept, by reason.',
    ['reason'],
  )
  readonly records = new Counter(
    'pathworth_records_total',
    'Conversions, refunds, identities and costs taken, by kind and outcome.',
    ['kind', 'outcome'],
  )
  readonly deliveries = new Counter(
    'pathworth_webhook_deliveries_total',
    'Deliveries of vendors, by source and outcome.',
    ['source', 'outcome'],
  )
  readonly batches = new Counter('pathworth_batches_total', 'Batches handed to the ledger.', [])
  readonly #gauges: Metric[] = []

  /** Counts a request of a route, and the time that it took. */
  answered(route: string, status: number, ms: number): void {
    this.requests.add(1, route, String(status))
    this.durations.observe(ms / 1000, route)
  }

  /** @param read is called at each scrape */
  gauge(name: string, help: string, read: () => number): void {
    this.#gauges.push({ lines: () => [...head(name, help, 'gauge'), `${name} ${read()}`] })
  }

  /** The text that Prometheus scrapes. */
  text(): string {
    const { requests, durations, events, drops, records, deliveries, batches } = this
    const counts = [requests, durations, events, drops, records, deliveries, batches]
    const all = [...counts, ...this.#gauges]
    return `${all.flatMap((metric) => metric.lines()).join('\n')}\n`
  }
}

function head(name: string, help: string, type: string): string[] {
  return [`# HELP ${name} ${help}`, `# TYPE ${name} ${type}`]
}

function braced(labels: string): string {
  return labels === '' ? '' : `{${labels}}`
}

function labelText(names: readonly string[], values: readonly string[]): string {
  return names.map((name, index) => `${name}="${escaped(values[index] ?? '')}"`).join(',')
}

function escaped(value: string): string {
  return value.replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('\n', '\\n')
}
