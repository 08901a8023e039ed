import type { ComponentChildren } from 'preact'
import { useState } from 'preact/hooks'

export interface Column<Row> {
  key: string
  title: string
  /** What the word means, for who hovers or asks. */
  means?: string
  /** Figures stand to the right. */
  isFigure?: boolean
  show: (row: Row) => ComponentChildren
  /** What rows are sorted by; without it they can't be. null comes last. */
  sort?: (row: Row) => number | string | null
  /** 0 to 1: drawn behind the figure. */
  bar?: (row: Row) => number
}

interface TableProps<Row> {
  caption: string
  columns: readonly Column<Row>[]
  rows: readonly Row[]
  keyOf: (row: Row) => string
  /** Which column is sorted by at first; descending. */
  sortedBy?: string
  /** Rows at the end that are in no order: unattributed, total. */
  foot?: ComponentChildren
}

export interface Sorting {
  key: string
  isDown: boolean
}

/** A table that can be sorted by its heads. It scrolls sideways by itself where there is no room. */
export function Table<Row>({ caption, columns, rows, keyOf, sortedBy, foot }: TableProps<Row>) {
  const [sorting, setSorting] = useState<Sorting>({ key: sortedBy ?? '', isDown: true })
  return (
    <Scroll label={caption}>
      <table>
        <caption class="hidden">{caption}</caption>
        <thead>
          <tr>
            {columns.map((column) => (
              <Head
                {...{ key: column.key, title: column.title, means: column.means }}
                {...{ isFigure: column.isFigure, order: orderOf(sorting, column.key) }}
                onTurn={
                  column.sort ? () => setSorting((last) => turned(last, column.key)) : undefined
                }
              />
            ))}
          </tr>
        </thead>
        <tbody>
          {sorted(rows, columns, sorting).map((row) => (
            <tr key={keyOf(row)}>
              {columns.map((column, at) => (
                <Cell key={column.key} {...{ column, row, isHead: at === 0 }} />
              ))}
            </tr>
          ))}
        </tbody>
        {foot && <tfoot>{foot}</tfoot>}
      </table>
    </Scroll>
  )
}

/** What is too wide scrolls by itself, and so has to be reached by the keyboard. */
export function Scroll({ label, children }: { label: string; children: ComponentChildren }) {
  return (
    <section class="scroll" aria-label={`Table: ${label}`} tabIndex={0}>
      {children}
    </section>
  )
}

export interface HeadProps {
  title: string
  means?: string | undefined
  isFigure?: boolean | undefined
  /** How rows are sorted by this column; undefined where they are not. */
  order?: 'ascending' | 'descending' | undefined
  /** Without it the column can't be sorted by. */
  onTurn?: (() => void) | undefined
}

/** The head of a column, which sorts by it. */
export function Head({ title, means, isFigure, order, onTurn }: HeadProps) {
  return (
    <th scope="col" class={isFigure ? 'right' : undefined} aria-sort={order} title={means}>
      {onTurn ? (
        <button type="button" onClick={onTurn}>
          {title}
          <span aria-hidden="true">{order && ARROWS[order]}</span>
        </button>
      ) : (
        title
      )}
    </th>
  )
}

const ARROWS = { ascending: ' ↑', descending: ' ↓' }

/** How a column is sorted by; undefined where it is not. */
export const orderOf = (sorting: Sorting, key: string): HeadProps['order'] =>
  sorting.key === key ? (sorting.isDown ? 'descending' : 'ascending') : undefined

/** As it is sorted when the head of a column was clicked: first down. */
export const turned = (last: Sorting, key: string): Sorting => ({
  key,
  isDown: last.key === key ? !last.isDown : true,
})

interface CellProps<Row> {
  column: Column<Row>
  row: Row
  isHead: boolean
}

function Cell<Row>({ column: { show, isFigure, bar }, row, isHead }: CellProps<Row>) {
  if (isHead) return <th scope="row">{show(row)}</th>
  return (
    <td class={isFigure ? 'right' : undefined}>
      {bar && <Bar part={bar(row)} />}
      {show(row)}
    </td>
  )
}

/** Beside the figure it is of, so that it needs no words. */
function Bar({ part }: { part: number }) {
  const width = Math.max(0, Math.min(1, part)) * 100
  return <span class="bar" style={{ width: `${width}%` }} aria-hidden="true" />
}

function sorted<Row>(
  rows: readonly Row[],
  columns: readonly Column<Row>[],
  { key, isDown }: Sorting,
): readonly Row[] {
  const sort = columns.find((column) => column.key === key)?.sort
  if (!sort) return rows
  return rows.toSorted((a, b) => compared(sort(a), sort(b), isDown))
}

type Sortable = number | string | null

/** Whichever way it is sorted, what there is none of comes last. */
export function compared(a: Sortable, b: Sortable, isDown: boolean): number {
  if (a === null || b === null) return a === b ? 0 : a === null ? 1 : -1
  const order =
    typeof a === 'number' && typeof b === 'number' ? a - b : String(a).localeCompare(String(b))
  return isDown ? -order : order
}
