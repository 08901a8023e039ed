import { daysBetween, parseDay } from '../../../shared/dates.ts'
import { formatAmount } from '../../../shared/money.ts'
import type { RefusedLine } from '../../source/files/spend.ts'
import { sumsBy } from '../../source/files/summary.ts'
import { table } from './help.ts'
import type { Looked, Taken } from './import-take.ts'

const CAMPAIGNS_SHOWN_MAX = 50
const LINES_SHOWN_MAX = 20

/** What a file holds, and what an import of it would do. */
export function lookedText(looked: Looked): string {
  const { file, told, notes } = looked
  return [
    `${file.fileName}: ${told.kind}, ${counted(told.rows, 'row')}${periodText(told)}.`,
    ...spendText(looked),
    ...replacesText(looked),
    ...notes,
    ...refusedText(told.refused),
  ].join('\n')
}

function periodText({ from, to }: Looked['told']): string {
  const [first, last] = [parseDay(from ?? ''), parseDay(to ?? '')]
  if (first === undefined || last === undefined) return ''
  return `, ${from} to ${to} (${counted(daysBetween(first, last) + 1, 'day')})`
}

function spendText({ plan, told }: Looked): string[] {
  if (!plan || plan.rows.length === 0) return []
  const keyOf = (row: (typeof plan.rows)[number]) =>
    JSON.stringify([row.campaign || row.campaignId, row.currency])
  const sums = [...sumsBy(plan.rows, keyOf).values()]
  const rows = sums
    .slice(0, CAMPAIGNS_SHOWN_MAX)
    .map(({ campaign, amount, currency }) => [
      campaign || '(no campaign)',
      `${formatAmount(amount, currency)} ${currency}`,
    ])
  const totals = told.spend.map(({ amount, currency }) => ['Together', `${amount} ${currency}`])
  return [
    '',
    ...table([['Campaign', 'Spend'], ...rows, ...more(sums.length, rows.length), ...totals]),
    '',
  ]
}

const more = (all: number, shown: number): string[][] =>
  all > shown ? [[`and ${all - shown} more campaigns`, '']] : []

function replacesText({ plan }: Looked): string[] {
  if (!plan) return []
  const { replaces, unchanged, rows } = plan
  return [
    `${counted(rows.length - replaces - unchanged, 'row')} new, ${replaces} take the place of others, ${unchanged} known.`,
  ]
}

/** Lines that are in the way of an import. */
export const refusedText = (
  refused: readonly RefusedLine[],
  linesMax = LINES_SHOWN_MAX,
): string[] => linesText('Refused', refused, linesMax)

/** Lines with what is to be said of each; nothing where there are none. */
export function linesText(
  head: string,
  lines: readonly RefusedLine[],
  linesMax = LINES_SHOWN_MAX,
): string[] {
  if (lines.length === 0) return []
  const shown = lines.slice(0, linesMax)
  return [
    `${head} (${counted(lines.length, 'line')}):`,
    ...shown.map(({ line, reason }) => `  line ${line}: ${reason}`),
    ...(lines.length > shown.length ? [`  and ${lines.length - shown.length} more`] : []),
  ]
}

export function takenText(taken: Taken, site: string): string {
  if (taken.outcome === 'unchanged') return `${site} has all of it already: nothing was stored.`
  if (!taken.import) return `Taken into ${site}.`
  const { id } = taken.import
  return `Taken into ${site} as import ${id}. To take it back: import rollback ${id} --site ${site}`
}

const counted = (n: number, what: string): string => `${n} ${what}${n === 1 ? '' : 's'}`
