import { type Command, UsageError } from './command.ts'
import { columns } from './help.ts'

const shareCreate: Command = {
  name: 'share create',
  args: ['<site>'],
  summary: 'Make a link that shows the reports of a site, and show it, once.',
  notes: [
    'It shows neither persons nor single facts, and changes nothing. PATHWORTH_URL is the address that it begins with.',
  ],
  options: {
    name: { value: 'NAME', required: true, meaning: 'Who it is for.' },
    days: { value: 'N', meaning: 'How long it is good; until it is revoked when left out.' },
  },
  examples: ['share create shop --name "The agency" --days 90'],
  run: async (input, { admin, url }) => {
    const [site = ''] = input.args
    const days = daysOf(input.option('days'))
    const { secret, ...answer } = await admin({
      ...{ command: 'share_create', site, name: input.option('name') ?? '' },
      ...(days === undefined ? {} : { days }),
    })
    const link = `${url}/#share=${secret}`
    return {
      json: { ...answer, url: link },
      text: `${link}\n\nThis is the only time it is shown. Its id is ${answer['id']}.`,
    }
  },
}

interface ShareShown {
  id: string
  name: string
  created_at: string
  expires_at: string | null
  revoked_at: string | null
}

const shareList: Command = {
  name: 'share list',
  args: ['<site>'],
  summary: 'List the shared links of a site: id, who it is for, since when, until when.',
  options: {},
  examples: ['share list shop'],
  run: async (input, { admin }) => {
    const [site = ''] = input.args
    const answer = await admin({ command: 'share_list', site })
    const rows = (answer['shares'] as ShareShown[]).map((share): [string, string] => [
      share.id,
      [
        `${share.created_at}  ${share.name}`,
        ...(share.expires_at ? [`until ${share.expires_at}`] : []),
        ...(share.revoked_at ? [`revoked ${share.revoked_at}`] : []),
      ].join('  '),
    ])
    return { json: answer, text: columns(rows, '').join('\n') }
  },
}

const shareRevoke: Command = {
  name: 'share revoke',
  args: ['<site>', '<id>'],
  summary: 'Revoke a shared link: it shows nothing any more, within a second.',
  options: {},
  examples: ['share revoke shop 3f9a2c41d07b'],
  run: async (input, { admin }) => {
    const [site = '', id = ''] = input.args
    const answer = await admin({ command: 'share_revoke', site, id })
    return { json: answer, text: `The link ${id} (${answer['name']}) is revoked.` }
  },
}

export const SHARE_COMMANDS: readonly Command[] = [shareCreate, shareList, shareRevoke]

function daysOf(text: string | undefined): number | undefined {
  if (text === undefined) return undefined
  if (!/^\d{1,6}$/.test(text))
    throw new UsageError(`--days ${text}: is no whole number of days, such as 90`)
  return Number(text)
}
