import type { AdminAnswer } from '../../admin/commands.ts'
import type { ErasureShown } from '../../records/erasing.ts'
import { type Command, UsageError } from './command.ts'
import { table } from './help.ts'

const SITE = { value: 'SITE', required: true, meaning: 'Where it is known.' } as const

/** Options, and the fields of the command that they are. */
const NAMES = {
  'customer-id': 'customer_id',
  email: 'email',
  visitor: 'visitor',
  order: 'transaction_id',
  goal: 'goal',
} as const

const erase: Command = {
  name: 'erase',
  args: [],
  summary: 'Erase one person: tell how much there is of them, and with --apply overwrite it.',
  notes: [
    'Everybody is meant who all that is given is of, with the browsers, addresses and orders that are known',
    'to be theirs. Orders keep their money and credit. It can not be undone, and copies that were made',
    'before (backups, snapshots) hold what they held.',
  ],
  options: {
    site: SITE,
    'customer-id': { value: 'ID', meaning: 'As the shop calls them.' },
    email: { value: 'ADDRESS', meaning: 'One of their addresses.' },
    visitor: { value: 'UUID', meaning: 'The visitor id of one of their browsers.' },
    order: { value: 'ID', meaning: 'One of their orders.' },
    goal: { value: 'GOAL', meaning: 'Of the order: purchase when it is left out.' },
    apply: { meaning: 'Do it; without this, nothing is changed.' },
  },
  examples: [
    'erase --site shop --customer-id 4711',
    'erase --site shop --email ana@example.com --apply',
  ],
  run: async (input, { admin }) => {
    const given = Object.entries(NAMES).flatMap(([option, field]) => {
      const value = input.option(option)
      return value === undefined ? [] : [[field, value]]
    })
    if (given.every(([field]) => field === 'goal'))
      throw new UsageError('name the person: --customer-id, --email, --visitor or --order')
    const answer = await admin({
      command: 'erase',
      site: input.option('site') ?? '',
      ...Object.fromEntries(given),
      apply: input.has('apply'),
    })
    return { json: answer, text: textOf(answer) }
  },
}

const erasureList: Command = {
  name: 'erasure list',
  args: [],
  summary: 'List when persons were erased, the last first; not who they were.',
  options: { site: SITE },
  examples: ['erasure list --site shop'],
  run: async (input, { admin }) => {
    const site = input.option('site') ?? ''
    const answer = await admin({ command: 'erasure_list', site })
    const rows = (answer['erasures'] as ErasureShown[]).map((one) => [
      ...[String(one.id), one.erased_at, one.erased_by],
      `${one.conversions} conversions, ${one.hits} hits`,
    ])
    return { json: answer, text: table(rows).join('\n') || `Nobody was erased in ${site}.` }
  },
}

export const ERASURE_COMMANDS: readonly Command[] = [erase, erasureList]

const WHAT = [
  ...(['customers', 'emails', 'visitors', 'hits', 'conversions', 'identities'] as const),
  ...(['touches', 'quarantined'] as const),
]

function textOf(answer: AdminAnswer): string {
  const found = WHAT.filter((what) => answer[what] !== 0).map((what) => `${answer[what]} ${what}`)
  if (found.length === 0) return 'There is nothing of this person.'
  if (answer['erased']) return [`Erased: ${found.join(', ')}.`, ...copiesText(answer)].join('\n')
  return `There is: ${found.join(', ')}.\nNothing was changed: --apply erases it.`
}

/** What still holds them. */
function copiesText({ snapshots }: AdminAnswer): string[] {
  const ids = snapshots as readonly string[]
  return ids.length === 0
    ? []
    : [`Snapshots of before still hold them: ${ids.join(', ')}. So do backups.`]
}
