import { readFileSync } from 'node:fs'
import { formatDay, parseDay } from '../../../shared/dates.ts'
import { formatRate } from '../../../shared/rates.ts'
import type { AdminAnswer } from '../../admin/commands.ts'
import { AdminError } from '../../admin/errors.ts'
import { RATES_A_COMMAND_MAX } from '../../admin/rates.ts'
import { type DatedRate, RatesFileError, readRates } from '../../source/rates.ts'
import { settleAll } from '../settle-all.ts'
import { told } from '../told.ts'
import { type CliContext, type Command, UsageError } from './command.ts'

const ratesImport: Command = {
  name: 'rates import',
  args: ['<file>'],
  summary: 'Take exchange rates from a file, and count the orders, refunds and costs that waited.',
  notes: [
    "The file is one of the European Central Bank's reference rates as CSV (Date,USD,JPY,…), of one",
    'day or of all, or JSON. Rates are units per euro. An amount takes the last rate that is not after',
    'its day and at most 7 days old. A rate that is known is passed over; one that differs replaces it.',
  ],
  options: {
    site: { value: 'SITE', required: true, meaning: 'Whose rates they become.' },
    from: { value: 'DAY', meaning: 'Leave older ones out: 2025-01-01.' },
  },
  examples: [
    'rates import eurofxref-hist.csv --site shop --from 2025-01-01',
    'rates import rates.json --site shop --at https://t.shop.example',
  ],
  run: async (input, context) => {
    const [file = ''] = input.args
    const site = input.option('site') ?? ''
    const from = dayOf(input.option('from'))
    const { rates, skipped } = readFile(file)
    const wanted = rates.filter(({ day }) => day >= from)
    const last = wanted.at(-1)
    if (!last) throw new AdminError(`${file} holds no rate that is wanted: nothing was stored`)
    const stored = await importRates(site, wanted, context)
    await settleAll(site, context)
    const answer = { site, ...stored, newest: formatDay(last.day), skipped }
    return { json: answer, text: ratesText(answer) }
  },
}

export const RATES_COMMANDS: readonly Command[] = [ratesImport]

/** Of any day when none is said. @throws UsageError */
function dayOf(text: string | undefined): number {
  if (text === undefined) return 0
  const day = parseDay(text)
  if (day === undefined) throw new UsageError(`--from ${text}: is no date such as 2025-01-01`)
  return day
}

/** @throws AdminError that names the file, and the place in it */
function readFile(file: string) {
  try {
    return readRates(readFileSync(file, 'utf8'))
  } catch (error) {
    if (error instanceof RatesFileError) throw new AdminError(`${file}: ${error.message}`)
    throw new AdminError(`${file} can't be read: ${error instanceof Error ? error.message : error}`)
  }
}

interface Stored {
  created: number
  updated: number
  unchanged: number
}

/** Page by page: whoever stops in between sends the file again, and what is there is passed over. */
export async function importRates(
  site: string,
  rates: readonly DatedRate[],
  { admin, progress }: CliContext,
): Promise<Stored> {
  const tell = told(progress)
  const sum = { created: 0, updated: 0, unchanged: 0 }
  for (let at = 0; at < rates.length; at += RATES_A_COMMAND_MAX) {
    const page = rates.slice(at, at + RATES_A_COMMAND_MAX)
    const answer = await admin({ command: 'rates_import', site, rates: page.map(written) })
    for (const name of ['created', 'updated', 'unchanged'] as const)
      sum[name] += Number(answer[name])
    tell(`${site}: ${Math.min(at + RATES_A_COMMAND_MAX, rates.length)} of ${rates.length} rates`)
  }
  return sum
}

const written = ({ day, currency, units }: DatedRate) => ({
  day: formatDay(day),
  currency,
  rate: formatRate(units),
})

function ratesText({ site, created, updated, unchanged, newest, skipped }: AdminAnswer): string {
  const left = (skipped as string[]).length
    ? ` Left out, since no order can be in them: ${(skipped as string[]).join(', ')}.`
    : ''
  return `${site}: ${created} new rates, ${updated} corrected, ${unchanged} known; the newest is of ${newest}.${left}`
}
