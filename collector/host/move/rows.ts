import type { AdminAnswer, AdminCommand } from '../../admin/commands.ts'
import type { Cursor, DerivedTable, RowsPage, TransferTable } from '../../ledger/transfer.ts'
import type { MoveSide } from './side.ts'

/** A page ends earlier when its text grows long. */
const ROWS_A_PAGE = 5_000

/** Pages of a table of facts, behind a place. */
export function factPages(
  side: MoveSide,
  site: string,
  table: TransferTable,
  after: Cursor | null,
): AsyncGenerator<RowsPage<TransferTable>> {
  return pages(side, after, (place) => ({
    ...{ command: 'transfer_export', site, table },
    ...{ after: place, limit: ROWS_A_PAGE },
  }))
}

/** All rows of a table that was derived, each with the names of its columns. */
export async function* derivedRows(
  side: MoveSide,
  site: string,
  table: DerivedTable,
): AsyncGenerator<string> {
  const found = pages<DerivedTable>(side, null, (place) => ({
    ...{ command: 'transfer_derived', site, table },
    ...{ after: place, limit: ROWS_A_PAGE },
  }))
  for await (const { columns, rows } of found)
    for (const row of rows)
      yield columns.map((column, at) => `${column} ${JSON.stringify(row[at])}`).join(', ')
}

async function* pages<Table>(
  { ask }: MoveSide,
  from: Cursor | null,
  query: (after: Cursor | null) => AdminCommand,
): AsyncGenerator<RowsPage<Table>> {
  let after = from
  do {
    const page = pageOf<Table>(await ask(query(after)))
    yield page
    after = page.next
  } while (after !== null)
}

const pageOf = <Table>(answer: AdminAnswer): RowsPage<Table> => answer as unknown as RowsPage<Table>
