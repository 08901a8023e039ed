import { columnsOf, type ExportTable, isFactTable, type Row } from '../../../../export/tables.ts'
import type { Freshness } from '../../../freshness.ts'
import type { ExportAnswer, ExportQuery } from '../../../reports-export.ts'
import { Sequence } from '../../sequence.ts'
import type { Snapshot } from '../../sql.ts'
import { StoredTouches } from '../../stored-touches.ts'
import { isOffline, touchOfHit } from '../../touch-numbers.ts'
import { moment } from '../moment.ts'
import { SharedCosts } from '../touch-costs.ts'
import { FACT_SOURCES } from './facts.ts'
import { FIGURE_SOURCES } from './figures.ts'
import { conversionPage } from './journeys.ts'
import { type ReadPage, type ReadRow, readPage } from './source.ts'

/** A page of a table: facts as they were sent, or figures as they stand. */
export function exportPage(snapshot: Snapshot, query: ExportQuery): ExportAnswer {
  const { kind: _, lastThen: __, ...fresh } = moment(snapshot, { kind: 'freshness' })
  const { rows, next } = read(snapshot, query, fresh)
  const last = new Sequence(snapshot.sql).next - 1
  return { ...fresh, kind: 'export', last, rows: rows.map(inOrder(query.table)), next }
}

function read(snapshot: Snapshot, query: ExportQuery, fresh: Freshness): ReadPage {
  const { table } = query
  const { generation, settings } = fresh
  const terms = { generation, timeZone: settings.timeZone }
  if (isFactTable(table)) return readPage(snapshot.sql, FACT_SOURCES[table], query, terms)
  if (table === 'converted_journeys' || table === 'credits')
    return conversionPage(snapshot, query, fresh)
  const page = readPage(snapshot.sql, FIGURE_SOURCES[table], query, terms)
  if (table === 'touches') completeTouches(snapshot, query, fresh, page.rows)
  for (const row of page.rows) row['currency'] = settings.currency
  return page
}

/** What they are, and what they cost: as in the journeys, without costs that name nothing. */
function completeTouches(
  { sql }: Snapshot,
  { now }: ExportQuery,
  fresh: Freshness,
  rows: readonly ReadRow[],
): void {
  const costs = new SharedCosts(sql, fresh, { now, overhead: false })
  const told = new StoredTouches(sql)
  for (const row of rows) {
    const [day, tuple, ts, hit] = [row['day'], row['tuple'], row['ts'], row['hit']].map(Number) as [
      number,
      number,
      number,
      number,
    ]
    row['cost'] = costs.ofTouch({ day, tuple, ts, hit }, () => String(row['id']))
    row['kind'] = isOffline(hit)
      ? (told.offline(touchOfHit(hit))?.kind ?? '')
      : hit > 0
        ? 'visit'
        : 'order'
  }
}

function inOrder(table: ExportTable): (row: ReadRow) => Row {
  const names = Object.keys(columnsOf(table))
  return (row) => names.map((name) => row[name] ?? null)
}
