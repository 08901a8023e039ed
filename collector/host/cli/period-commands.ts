import type { PeriodShown } from '../../admin/periods.ts'
import { type Command, UsageError } from './command.ts'
import { table } from './help.ts'

const SITE = { value: 'SITE', required: true, meaning: 'Whose periods they are.' } as const
const NOTE = { value: 'TEXT', meaning: 'Why; stands in the list and in the audit trail.' } as const

const periodClose: Command = {
  name: 'period close',
  args: [],
  summary: 'Close days that are over: reports go on showing what they come to now.',
  notes: [
    'What changes later stands beside it as "restated". Nothing may wait to be settled, and days can be',
    'closed once: "period reopen" gives the figures of then up.',
  ],
  options: {
    site: SITE,
    from: { value: 'DAY', required: true, meaning: 'The first day: 2026-11-01.' },
    to: { value: 'DAY', required: true, meaning: 'The last day; before today.' },
    note: NOTE,
  },
  examples: [
    'period close --site shop --from 2026-11-01 --to 2026-11-30 --note "books of November"',
  ],
  run: async (input, { admin }) => {
    const answer = await admin({
      command: 'period_close',
      site: input.option('site') ?? '',
      from: input.option('from') ?? '',
      to: input.option('to') ?? '',
      note: input.option('note') ?? '',
    })
    const { site, period, from, to } = answer
    return { json: answer, text: `${site}: ${from} to ${to} is closed. Its number is ${period}.` }
  },
}

const periodList: Command = {
  name: 'period list',
  args: [],
  summary: 'List the closed periods of a site, the earliest first.',
  options: { site: SITE },
  examples: ['period list --site shop'],
  run: async (input, { admin }) => {
    const site = input.option('site') ?? ''
    const answer = await admin({ command: 'period_list', site })
    const rows = (answer['periods'] as PeriodShown[]).map((one) => [
      String(one.period),
      `${one.from} to ${one.to}`,
      one.closed_at,
      one.closed_by,
      one.note,
    ])
    return { json: answer, text: table(rows).join('\n') || `No period of ${site} is closed.` }
  },
}

const periodReopen: Command = {
  name: 'period reopen',
  args: ['<period>'],
  summary: 'Open a closed period again: reports show what its days come to now.',
  options: { site: SITE, note: NOTE },
  examples: ['period reopen 1042 --site shop --note "invoice was missing"'],
  run: async (input, { admin }) => {
    const [typed = ''] = input.args
    if (!/^\d{1,15}$/.test(typed))
      throw new UsageError(`${typed}: is no number of a period, as "period list" shows them`)
    const site = input.option('site') ?? ''
    const note = input.option('note') ?? ''
    const answer = await admin({ command: 'period_reopen', site, period: Number(typed), note })
    return { json: answer, text: `${site}: period ${typed} is open again.` }
  },
}

export const PERIOD_COMMANDS: readonly Command[] = [periodClose, periodList, periodReopen]
