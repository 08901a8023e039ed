import { json, text } from './answer.ts'
import type { Handler } from './services.ts'

/** Up, with the list of its sites at hand. A writer that fails for good ends the process. */
export const getHealth: Handler = async (_c, { ledgers }) => {
  await ledgers.list()
  return json(200, { status: 'ok' })
}

/** Numbers for Prometheus; no site, person or address is named in them. */
export const getMetrics: Handler = async (_c, { metrics }) =>
  text(200, metrics.text(), {
    'content-type': 'text/plain; version=0.0.4; charset=utf-8',
    'cache-control': 'no-store',
  })
