import type { AdminAnswer } from '../../admin/commands.ts'
import {
  type CliContext,
  type CliInput,
  type Command,
  type Outcome,
  UsageError,
} from './command.ts'
import { table } from './help.ts'

const SITE = { value: 'SITE', required: true, meaning: 'Whose campaign it is.' } as const

const KEY = {
  site: SITE,
  platform: { value: 'NAME', required: true, meaning: 'Whose file it came in: google_ads.' },
  id: { value: 'ID', meaning: 'The id that the platform has for it, instead of its name.' },
  account: { value: 'NAME', meaning: 'Of this account alone.' },
} as const

const campaignMap: Command = {
  name: 'campaign map',
  args: ['[name]'],
  summary:
    'Save what links call a campaign of a platform: its spend of before and after counts there.',
  notes: [
    'The campaign is given by its name, or by --id, as "campaign list" shows them. It comes before what a file',
    'says and what links carry. Source and medium are those of the links which carry the campaign, or else the',
    'usual ones of the platform. Nothing that was imported is changed: "campaign unmap" takes it back.',
  ],
  options: {
    ...KEY,
    to: { value: 'NAME', required: true, meaning: 'The utm_campaign of its links.' },
    source: { value: 'NAME', meaning: 'Their utm_source.' },
    medium: { value: 'NAME', meaning: 'Their utm_medium.' },
  },
  examples: [
    'campaign map "Autumn 2026 | DE" --site shop --platform meta_ads --to autumn',
    'campaign map --id 22 --site shop --platform google_ads --to brnd --source google --medium cpc',
  ],
  run: async (input, context) => {
    const [source, medium] = [input.option('source'), input.option('medium')]
    const means = { campaign: input.option('to') ?? '', source, medium }
    const { json } = await save(input, context, means)
    const met = json['met'] ? '' : ' No touch has come from there yet: is it spelt as in the links?'
    return {
      json,
      text: `${json['campaign'] || json['campaign_id']} is ${OUTCOMES[String(json['outcome'])]} as ${meant(json)}; ${counted(json)}.${met}`,
    }
  },
}

const campaignUnmap: Command = {
  name: 'campaign unmap',
  args: ['[name]'],
  summary:
    'Take back what links call a campaign: its spend counts again as if it had never been said.',
  options: KEY,
  examples: ['campaign unmap "Autumn 2026 | DE" --site shop --platform meta_ads'],
  run: async (input, context) => {
    const { json } = await save(input, context, null)
    return {
      json,
      text: `${json['campaign'] || json['campaign_id']} has no alias any more; ${counted(json)}.`,
    }
  },
}

const campaignList: Command = {
  name: 'campaign list',
  args: [],
  summary:
    'List the campaigns of platforms, and what each means; those that meet no touches first.',
  options: {
    site: { ...SITE, meaning: 'Whose campaigns they are.' },
    from: { value: 'DAY', required: true, meaning: 'First day of their spend: 2026-11-01.' },
    to: { value: 'DAY', required: true, meaning: 'Last day of it.' },
  },
  examples: ['campaign list --site shop --from 2026-11-01 --to 2026-11-30'],
  run: async (input, { admin }) => {
    const [site = '', from = '', to = ''] = ['site', 'from', 'to'].map((name) => input.option(name))
    const json = await admin({ command: 'campaign_list', site, from, to })
    return { json, text: listed(json) }
  },
}

export const CAMPAIGN_COMMANDS: readonly Command[] = [campaignMap, campaignUnmap, campaignList]

type Means = { campaign: string; source: string | undefined; medium: string | undefined } | null

async function save(input: CliInput, { admin }: CliContext, means: Means) {
  const [[campaign], id] = [input.args, input.option('id')]
  if ((campaign === undefined) === (id === undefined))
    throw new UsageError('name the campaign, or give its --id')
  const alias = {
    platform: input.option('platform') ?? '',
    ...{ account: input.option('account'), campaign_id: id, campaign, means },
  }
  const json = await admin({ command: 'campaign_map', site: input.option('site') ?? '', alias })
  return { json } satisfies Pick<Outcome, 'json'>
}

const OUTCOMES: Record<string, string> = {
  created: 'saved',
  updated: 'changed',
  unchanged: 'known',
}

interface Meant {
  source: string
  medium: string
  campaign: string
}

function meant({ means }: AdminAnswer): string {
  const { source, medium, campaign } = means as Meant
  return `${source} / ${medium} / ${campaign}`
}

const counted = ({ rows }: AdminAnswer): string =>
  rows === 1 ? '1 row of spend has moved' : `${rows} rows of spend have moved`

function listed({ site, currency, unmatched, campaigns, aliases }: AdminAnswer): string {
  const rows = (campaigns as AdminAnswer[]).map((one) => [
    String(one['platform']),
    String(one['account']),
    [one['campaign_id'], one['campaign']].filter((text) => text !== '').join(' '),
    one['spend'] === null ? 'waits for a rate' : `${one['spend']} ${currency}`,
    String(one['matched_by']),
    meant(one),
  ])
  if (rows.length === 0) return `${site} has no imported spend of these days.`
  const { campaigns: n, spend } = unmatched as { campaigns: number; spend: string | null }
  const known = (aliases as unknown[]).length
  return [
    ...table(rows),
    `${n} unmatched${spend === null ? '' : `, ${spend} ${currency}`}; ${known} saved ${known === 1 ? 'alias' : 'aliases'}.`,
  ].join('\n')
}
