import { expect, test } from 'vitest'
import { Counter, Histogram, Metrics } from '../../collector/http/metrics.ts'

test('a counter adds up by its labels', () => {
  const counter = new Counter('seen_total', 'Seen.', ['route', 'status'])
  counter.add(1, '/a', '200')
  counter.add(2, '/a', '200')
  counter.add(1, '/a', '404')
  expect(counter.lines()).toEqual([
    '# HELP seen_total Seen.',
    '# TYPE seen_total counter',
    'seen_total{route="/a",status="200"} 3',
    'seen_total{route="/a",status="404"} 1',
  ])
})

test('a label value can hold quotes and line ends', () => {
  const counter = new Counter('seen_total', 'Seen.', ['name'])
  counter.add(1, 'a"b\\c\nd')
  expect(counter.lines()[2]).toBe('seen_total{name="a\\"b\\\\c\\nd"} 1')
})

test('the buckets of a histogram hold all that is not above them', () => {
  const histogram = new Histogram('took_seconds', 'Took.', 'route')
  for (const seconds of [0.001, 0.002, 0.3, 60]) histogram.observe(seconds, '/a')
  const lines = histogram.lines()
  expect(lines).toContain('took_seconds_bucket{route="/a",le="0.001"} 1')
  expect(lines).toContain('took_seconds_bucket{route="/a",le="0.0025"} 2')
  expect(lines).toContain('took_seconds_bucket{route="/a",le="0.5"} 3')
  expect(lines).toContain('took_seconds_bucket{route="/a",le="10"} 3')
  expect(lines).toContain('took_seconds_bucket{route="/a",le="+Inf"} 4')
  expect(lines).toContain('took_seconds_count{route="/a"} 4')
})

test('a gauge is read when it is asked for', () => {
  const metrics = new Metrics()
  let waiting = 1
  metrics.gauge('waiting', 'Batches that wait.', () => waiting)
  waiting = 7
  expect(metrics.text()).toContain('\nwaiting 7\n')
})
