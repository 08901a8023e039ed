import type { AdminAnswer } from '../../admin/commands.ts'
import { settleAll } from '../settle-all.ts'
import { scriptTag } from '../welcome.ts'
import type { CliInput, Command } from './command.ts'
import { UsageError } from './command.ts'
import { countsText } from './counts-text.ts'
import { columns } from './help.ts'

const settingOptions = (required: boolean) => ({
  domain: {
    value: 'DOMAINS',
    list: true,
    required,
    meaning: 'Host names of the shop, comma-separated: shop.example,shop.example.de.',
  },
  currency: {
    value: 'CODE',
    required,
    meaning: 'What reports are in (ISO 4217): EUR, USD, JPY…',
  },
  timezone: {
    value: 'ZONE',
    required,
    meaning: 'Where a day begins (IANA): Europe/Paris, America/New_York, UTC…',
  },
})

const siteCreate: Command = {
  name: 'site create',
  args: ['<site>'],
  summary: 'Create a site, and show its script tag and its keys, once.',
  notes: [
    'A site id has 1 to 63 of a-z, 0-9 and -. The keys cannot be shown again, only replaced.',
    'Pages on the domains and on everything below them may send events.',
  ],
  options: settingOptions(true),
  examples: [
    'site create shop --domain shop.example --currency EUR --timezone Europe/Paris',
    'site create shop --domain shop.example,shop.example.de --currency EUR --timezone Europe/Berlin --json',
  ],
  run: async (input, { admin, url }) => {
    const [site = ''] = input.args
    const answer = await admin({
      command: 'site_create',
      site,
      domain: input.list('domain') ?? [],
      currency: input.option('currency') ?? '',
      timezone: input.option('timezone') ?? '',
    })
    return { json: answer, text: createdText(site, answer, url) }
  },
}

const siteSet: Command = {
  name: 'site set',
  args: ['<site>'],
  summary: 'Change settings of a site; figures that follow from them are computed anew.',
  notes: [
    'What there was stays visible until the new figures are complete.',
    'A default alone changes no figure, and is good at once.',
    'A rule for channels looks at source, medium, campaign or the host of the referrer; * at the end stands for what follows.',
    'Each model that is computed takes as much room of sums as any other; GET /v1/models tells all.',
  ],
  options: {
    ...settingOptions(false),
    'lookback-days': {
      value: 'DAYS',
      meaning: 'How long before a conversion a touch can earn credit; 90 at first.',
    },
    'goal-lookback-days': {
      value: 'GOALS',
      list: true,
      meaning: 'Goals whose lookback differs, comma-separated: lead=30; lead=default undoes it.',
    },
    'cost-of-goods-rate': {
      value: 'SHARE',
      meaning:
        "Of an order's value, when the order does not say its cost of goods: 0.6; 0 at first.",
    },
    'keep-hits-days': {
      value: 'DAYS',
      meaning:
        'How long hits are kept as they came, after their browser was seen last; "forever" at first.',
    },
    'channel-rules': {
      value: 'RULES',
      list: true,
      meaning:
        'Channels of your own, all of them, comma-separated, the first that fits first; "none" for none.',
    },
    models: {
      value: 'MODELS',
      list: true,
      meaning: 'Models that are computed, all of them, comma-separated; parameters after colons.',
    },
    'default-model': {
      value: 'MODEL',
      meaning: 'The model of reports that name none, one of those that are computed.',
    },
    'default-basis': {
      value: 'BASIS',
      meaning: 'The basis of reports that name none: conversion_date, or touch_date.',
    },
  },
  examples: [
    'site set shop --lookback-days 30',
    'site set shop --goal-lookback-days lead=30,deal=365',
    'site set shop --models last_non_direct,w_shaped,time_decay:half_life_days=14,linear:direct=equal',
    'site set shop --default-model w_shaped',
    'site set shop --keep-hits-days 760',
    "site set shop --channel-rules 'Influencers:medium=social:source=insta*,Podcasts:campaign=pod*'",
    'site set shop --domain shop.example,shop.example.fr --timezone Europe/Paris',
  ],
  run: async (input, context) => {
    const [site = ''] = input.args
    const days = wholeNumber(input, 'lookback-days')
    const wanted = {
      domain: input.list('domain'),
      currency: input.option('currency'),
      timezone: input.option('timezone'),
      lookback_days: days,
      goal_lookback_days: input.list('goal-lookback-days'),
      cost_of_goods_rate: input.option('cost-of-goods-rate'),
      keep_hits_days: keptDays(input),
      channel_rules: input.list('channel-rules'),
      models: input.list('models'),
      default_model: input.option('default-model'),
      default_basis: input.option('default-basis'),
    }
    const given = Object.fromEntries(
      Object.entries(wanted).filter(([, value]) => value !== undefined),
    )
    if (Object.keys(given).length === 0)
      throw new UsageError(
        `say what to change: ${Object.keys(siteSet.options)
          .map((name) => `--${name}`)
          .join(', ')}`,
      )
    const answer = await context.admin({ command: 'site_set', site, ...given })
    await settleAll(site, context)
    return { json: answer, text: settingsText(site, answer) }
  },
}

const siteList: Command = {
  name: 'site list',
  args: [],
  summary: 'List the sites.',
  options: {},
  examples: ['site list'],
  run: async (_input, { admin, place }) => {
    const answer = await admin({ command: 'site_list' })
    const lines = columns(
      (answer['sites'] as AdminAnswer[]).map((one) => [
        String(one['site']),
        String(one['domains']),
      ]),
      '',
    )
    return { json: answer, text: lines.join('\n') || `There is no site in ${place} yet.` }
  },
}

const siteShow: Command = {
  name: 'site show',
  args: ['<site>'],
  summary:
    'Show the settings and the script tag of a site, and its secret for signed customer ids.',
  options: {},
  examples: ['site show shop'],
  run: async (input, { admin, url }) => {
    const [site = ''] = input.args
    const answer = await admin({ command: 'site_show', site })
    return { json: answer, text: [settingsText(site, answer), '', scriptTag(url, site)].join('\n') }
  },
}

const siteStatus: Command = {
  name: 'site status',
  args: ['<site>'],
  summary: 'Show how fresh the figures of a site are, what waits, and how many facts there are.',
  options: {},
  examples: ['site status shop'],
  run: async (input, { admin }) => {
    const [site = ''] = input.args
    const { facts, drops, ...answer } = await admin({ command: 'site_status', site })
    const counted = { facts: countsText(facts), drops: countsText(drops) }
    return {
      json: { ...answer, facts, drops },
      text: settingsText(site, { ...answer, ...counted }),
    }
  },
}

const siteReopen: Command = {
  name: 'site reopen',
  args: ['<site>'],
  summary: 'Let a site take facts again that was closed because it moved: undoes a "move".',
  notes: ['What was sent to its new place since stays there: close that, or the two will differ.'],
  options: {},
  examples: ['site reopen shop'],
  run: async (input, { admin }) => {
    const [site = ''] = input.args
    const answer = await admin({ command: 'site_reopen', site })
    return { json: answer, text: `${site} is open.` }
  },
}

export const SITE_COMMANDS: readonly Command[] = [
  siteCreate,
  siteSet,
  siteList,
  siteShow,
  siteStatus,
  siteReopen,
]

const keptDays = (input: CliInput): number | 'forever' | undefined =>
  input.option('keep-hits-days') === 'forever' ? 'forever' : wholeNumber(input, 'keep-hits-days')

function wholeNumber(input: CliInput, name: string): number | undefined {
  const text = input.option(name)
  if (text === undefined) return undefined
  if (!/^\d+$/.test(text)) throw new UsageError(`--${name} ${text}: is no whole number`)
  return Number(text)
}

function createdText(site: string, answer: AdminAnswer, url: string): string {
  const keys = Object.entries(answer['keys'] as Record<string, string>)
  return [
    `Site "${site}" is there. Put this into the head of its pages:`,
    '',
    `  ${scriptTag(url, site)}`,
    '',
    'Its keys, which are shown this once:',
    ...columns(keys),
    '',
    'To sign customer ids for pathworth(\'identify\', …), also in "site show":',
    `  ${answer['identify_secret']}`,
  ].join('\n')
}

function settingsText(site: string, settings: AdminAnswer): string {
  const rows = Object.entries({ site, ...settings }).map(([name, value]): [string, string] => [
    name.replaceAll('_', ' '),
    Array.isArray(value) ? value.join(', ') : String(value),
  ])
  return columns(rows, '').join('\n')
}
