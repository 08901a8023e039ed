import { z } from 'zod'
import { formatDay } from '../../shared/dates.ts'
import { siteId } from '../../shared/ids.ts'
import { closePeriod, reopenPeriod } from '../../shared/wire/periods.ts'
import { closeDays } from '../ledger/closing.ts'
import { type ClosedPeriod, isPeriodError } from '../ledger/reports-periods.ts'
import { json } from './answer.ts'
import { authenticate } from './auth.ts'
import { readObject } from './body.ts'
import { Problem } from './problem.ts'
import { readQuery } from './query.ts'
import type { Handler } from './services.ts'

const BODY_BYTES_MAX = 10_000

export const listQuery = z.object({ site: siteId.optional() })

/** `GET /v1/periods`: those that are closed, the earliest first. */
export const getPeriods: Handler = async (c, services) => {
  const { site } = await authenticate(c, services, 'report')
  readQuery(c, listQuery)
  const { periods } = await site.ledger.report({ kind: 'periods' })
  return json(200, { meta: { site: site.name }, periods: periods.map(periodShown) })
}

/** `POST /v1/periods/close`: its figures stay as they are now. */
export const postPeriodClose: Handler = async (c, services) => {
  const { site, key } = await authenticate(c, services, 'admin')
  const days = await readObject(c, closePeriod, BODY_BYTES_MAX)
  const closer = { owner: key.holder, at: services.clock() }
  const closed = await told(closeDays(site.ledger, days, closer))
  return json(200, closed && periodShown(closed))
}

/** `POST /v1/periods/reopen`: reports show its figures of now again. */
export const postPeriodReopen: Handler = async (c, services) => {
  const { site, key } = await authenticate(c, services, 'admin')
  const { period: id, note } = await readObject(c, reopenPeriod, BODY_BYTES_MAX)
  const by = { owner: key.holder, at: services.clock() }
  await told(site.ledger.change({ kind: 'period_reopened', id, note, ...by }))
  return json(200, { period: id, reopened: true })
}

/** What people see of a closed period; `period` is its name. */
export const periodShown = ({ seq, from, to, note, owner, closedAt }: ClosedPeriod) => ({
  ...{ period: seq, from: formatDay(from), to: formatDay(to), note },
  closed_by: owner,
  closed_at: new Date(closedAt).toISOString(),
})

async function told<Value>(asked: Promise<Value>): Promise<Value> {
  try {
    return await asked
  } catch (error) {
    throw isPeriodError(error) ? new Problem('conflict', error.message) : error
  }
}
