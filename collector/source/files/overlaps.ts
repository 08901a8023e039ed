import { formatDay } from '../../../shared/dates.ts'
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
