import { formatDay } from '../../../shared/dates.ts'
import type { RefusedLine, SpendRow } from './spend.ts'
import { mayBeTheSame, type SpendIdentity, spendKey } from './spend-key.ts'

/** A row that stands, and whence it is. */
export interface Standing extends SpendIdentity {
  importId: string
  fileName: string
}

/**
 * Why a row can't be taken in beside what stands: the same money would count twice. undefined when nothing
 * speaks against it. Rows with its own key are no reason, since it takes their place.
 */
export function overlapReason(
  row: SpendIdentity,
  standing: readonly Standing[],
): string | undefined {
  const key = spendKey(row)
  const found = standing.find((one) => mayBeTheSame(row, one) && spendKey(one) !== key)
  return found && reasonOf(row, found)
}

function reasonOf(row: SpendIdentity, found: Standing): string {
  const { importId, fileName } = found
  const whence = `import ${importId} (${fileName})`
  const wayOut = `roll that import back ("pathworth import rollback ${importId}"), or bring a file`
  if (row.from !== found.from || row.to !== found.to)
    return `${named(row)} ${daysOf(row)} meets ${daysOf(found)} of ${whence}, which would count twice: ${wayOut} of other days`
  const differs =
    row.account !== found.account
      ? `account ${quoted(found.account)}`
      : row.utm !== found.utm && (row.utm === null) !== (found.utm === null)
        ? 'other utm columns'
        : `campaign id ${quoted(found.campaignId)}`
  return `${named(row)} ${daysOf(row)} is in ${whence} with ${differs}, and would count twice: ${wayOut} with the same columns`
}

const quoted = (text: string): string => (text === '' ? '(none)' : `"${text}"`)

const named = ({ campaign, campaignId }: SpendIdentity): string =>
  campaign || campaignId ? `campaign "${campaign || campaignId}"` : 'spend without a campaign'

const daysOf = ({ from, to }: SpendIdentity): string =>
  from === to ? `on ${formatDay(from)}` : `from ${formatDay(from)} to ${formatDay(to)}`

/** Lines of one file that may be the same money as one before: a campaign by day and as a range. */
export function overlapsWithin(rows: readonly SpendRow[]): RefusedLine[] {
  const found = new Map<number, string>()
  const buckets = [
    ...Map.groupBy(rows, ({ platform, campaign }) => JSON.stringify([platform, campaign])).values(),
    ...Map.groupBy(
      rows.filter(({ campaignId }) => campaignId !== ''),
      ({ platform, campaignId }) => JSON.stringify([platform, campaignId]),
    ).values(),
  ]
  for (const bucket of buckets)
    for (const [row, other] of meetings(bucket))
      found.set(
        row.line,
        `${named(row)} ${daysOf(row)} meets ${daysOf(other)} of line ${other.line}, and would count twice: keep one of both`,
      )
  return [...found].map(([line, reason]) => ({ line, reason }))
}

/** Pairs that may be the same, the later line first. */
function* meetings(rows: readonly SpendRow[]): Generator<[SpendRow, SpendRow]> {
  let open: SpendRow[] = []
  for (const row of rows.toSorted((a, b) => a.from - b.from)) {
    open = open.filter(({ to }) => to >= row.from)
    for (const other of open)
      if (mayBeTheSame(row, other)) yield row.line > other.line ? [row, other] : [other, row]
    open.push(row)
  }
}
