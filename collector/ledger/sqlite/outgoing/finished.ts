import { formatDay } from '../../../../shared/dates.ts'
import { formatAmount } from '../../../../shared/money.ts'
import { isOfSales } from '../../../source/files/sales/sales-file.ts'
import type { SpendSum } from '../../imports.ts'
import type { Sql } from '../sql.ts'

interface Row {
  id: string
  kind: string
  file_name: string
  rows: number
  from_day: number
  to_day: number
  spend: string
  mark: 'applied' | 'rolled_back' | null
}

/** What has become of an import, as `import.finished` tells it. */
export class Finished {
  readonly #row

  constructor(sql: Sql) {
    this.#row = sql.prepare<Row>(
      `SELECT i.*, (SELECT mark FROM import_marks m WHERE m.import = i.seq
         ORDER BY m.seq DESC LIMIT 1) AS mark
       FROM imports i WHERE i.seq = ?`,
    )
  }

  /** undefined of one that was never applied: nothing of it counts. */
  of(seq: number, refused: number | null) {
    const row = this.#row.get(seq)
    if (!row || row.mark === null) return undefined
    return {
      id: row.id,
      kind: row.kind,
      file: row.file_name,
      state: row.mark,
      rows: row.rows,
      refused,
      from: formatDay(row.from_day),
      to: formatDay(row.to_day),
      ...sumsOf(row),
    }
  }
}

/** What its rows have cost, or of orders and deals what they were worth. */
function sumsOf({ kind, spend }: Row) {
  const sums = (JSON.parse(spend) as SpendSum[]).map(({ currency, amount }) => ({
    currency,
    amount: formatAmount(amount, currency),
  }))
  return isOfSales(kind) ? { spend: [], value: sums } : { spend: sums }
}
