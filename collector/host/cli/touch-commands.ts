import { readFileSync } from 'node:fs'
import { formatDay } from '../../../shared/dates.ts'
import { TOUCH_KINDS } from '../../../shared/touch-kinds.ts'
import { AdminError } from '../../admin/errors.ts'
import { TOUCHES_A_COMMAND_MAX, type TouchTaken } from '../../admin/touches.ts'
import { FileError } from '../../source/files/file-error.ts'
import { type RefusedLine, readTouchLines, type TouchLine } from '../../source/files/touches.ts'
import { settleAll } from '../settle-all.ts'
import { told } from '../told.ts'
import type { CliContext, Command } from './command.ts'
import { table } from './help.ts'

const touchesImport: Command = {
  name: 'touches import',
  args: ['<file>'],
  summary: 'Take offline touches from a CSV: calls, meetings, visits to the store, letters.',
  notes: [
    'The first line names the columns: ts (or date), kind, one of customer_id, email and visitor, and as',
    'you have them id, source, medium, campaign, channel, cost, currency, category, updated_at, status. A',
    "date is its noon, and a time without an offset the site's. Without --apply nothing is stored: it",
    'says what it would take, and names each line that it can not. With --apply all lines go in, or',
    'none. A line without an id is known by what it says, so that the file may come again.',
  ],
  options: {
    site: { value: 'SITE', required: true, meaning: 'Whose touches they become.' },
    kind: { value: 'KIND', meaning: `Of a file without that column: ${TOUCH_KINDS.join(', ')}.` },
    apply: { meaning: 'Store them.' },
  },
  examples: [
    'touches import calls.csv --site shop',
    'touches import calls.csv --site shop --apply',
  ],
  run: async (input, context) => {
    const [file = ''] = input.args
    const site = input.option('site') ?? ''
    const { lines, refused: unread, ignored } = readFile(file, input.option('kind'))
    const dry = await sendAll(site, lines, true, context)
    const refused = [...unread, ...dry.refused].toSorted((a, b) => a.line - b.line)
    const summary = { ...summaryOf(dry.taken), refused, ignored }
    if (!input.has('apply') || refused.length > 0) {
      const json = { site, dry_run: true, ...summary }
      return { json, text: dryText(file, json), failed: refused.length > 0 }
    }
    const { stored } = await sendAll(site, lines, false, context)
    await settleAll(site, context)
    const text = `${site}: ${stored.created} new touches, ${stored.updated} changed, ${stored.unchanged} known.`
    return { json: { site, dry_run: false, ...summary, ...stored }, text }
  },
}

export const TOUCH_COMMANDS: readonly Command[] = [touchesImport]

/** @throws AdminError that names the file, and the line in it */
function readFile(file: string, kind: string | undefined) {
  try {
    return readTouchLines(readFileSync(file), kind)
  } catch (error) {
    if (error instanceof FileError) throw new AdminError(`${file}: ${error.message}`)
    throw new AdminError(`${file} can't be read: ${error instanceof Error ? error.message : error}`)
  }
}

interface Sent {
  taken: TouchTaken[]
  refused: RefusedLine[]
  stored: { created: number; updated: number; unchanged: number }
}

/** Page by page: whoever stops in between sends the file again, and what is there is passed over. */
async function sendAll(
  site: string,
  lines: readonly TouchLine[],
  isDry: boolean,
  { admin, progress }: CliContext,
): Promise<Sent> {
  const tell = told(progress)
  const sent: Sent = { taken: [], refused: [], stored: { created: 0, updated: 0, unchanged: 0 } }
  for (let from = 0; from < lines.length; from += TOUCHES_A_COMMAND_MAX) {
    const page = lines.slice(from, from + TOUCHES_A_COMMAND_MAX)
    const touches = page.map(({ touch }) => touch)
    const answer = await admin({ command: 'touches_import', site, dry_run: isDry, touches })
    sent.taken.push(...(answer['taken'] as TouchTaken[]))
    for (const { at, reason } of answer['refused'] as { at: number; reason: string }[])
      sent.refused.push({ line: page[at]?.line ?? 0, reason })
    for (const name of ['created', 'updated', 'unchanged'] as const)
      sent.stored[name] += Number(answer[name] ?? 0)
    tell(`${site}: ${from + page.length} of ${lines.length} touches`)
  }
  return sent
}

interface Summary {
  touches: number
  from: string | null
  to: string | null
  /** How many, by channel. */
  channels: Record<string, number>
  with_cost: number
}

function summaryOf(taken: readonly TouchTaken[]): Summary {
  const days = taken.map(({ day }) => day).toSorted((a, b) => a - b)
  const channels: Record<string, number> = {}
  for (const { channel } of taken) channels[channel] = (channels[channel] ?? 0) + 1
  const [first, last] = [days[0], days.at(-1)]
  return {
    touches: taken.length,
    from: first === undefined ? null : formatDay(first),
    to: last === undefined ? null : formatDay(last),
    channels,
    with_cost: taken.filter(({ cost }) => cost !== null).length,
  }
}

type Dry = Summary & { refused: RefusedLine[]; ignored: string[] }

function dryText(file: string, { touches, from, to, channels, with_cost, refused, ignored }: Dry) {
  const rows = Object.entries(channels).map(([channel, n]) => [channel, String(n)])
  const period = from === null ? '' : ` from ${from} to ${to}, ${with_cost} of them with a cost`
  const rest = ignored.length > 0 ? [`Columns that mean nothing here: ${ignored.join(', ')}.`] : []
  const bad = refused.map(({ line, reason }) => `line ${line}: ${reason}`)
  const next =
    refused.length > 0
      ? 'Nothing was stored: mend these lines.'
      : 'Nothing was stored: say --apply.'
  return [`${file}: ${touches} touches${period}.`, ...table(rows), ...rest, ...bad, next].join('\n')
}
