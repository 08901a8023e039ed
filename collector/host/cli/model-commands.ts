import { setTimeout as delay } from 'node:timers/promises'
import { FILTERS, type FilterField } from '../../../shared/wire/filters.ts'
import type { AdminAnswer } from '../../admin/commands.ts'
import { AdminError } from '../../admin/errors.ts'
import type { FitShown, shownVersion } from '../../ledger/fitted-models.ts'
import { settleAll } from '../settle-all.ts'
import { told } from '../told.ts'
import { type CliContext, type CliInput, type Command, UsageError } from './command.ts'
import { columns, table } from './help.ts'

/** Between two looks at a fit, ms. */
const LOOK_MS = 300

const SITE = { site: { value: 'SITE', required: true, meaning: 'Whose model it is.' } } as const

type Version = ReturnType<typeof shownVersion>

/** Names of filters as they are typed: `--landing-page`. */
const optionOf = (field: FilterField): string => field.replaceAll('_', '-')

const FILTER_MEANINGS: Readonly<Record<FilterField, string>> = {
  channel: 'Journeys with a touch of these channels; !A,B of others, (none) of none.',
  source: 'The same of sources. Of several filters on touches, one touch is in all.',
  medium: 'The same of mediums.',
  campaign: 'The same of campaigns.',
  country: 'The same of countries of touches: DE,FR.',
  device: 'The same of devices: desktop, mobile or tablet.',
  landing_page: 'The same of pages on which touches began: /sale.',
  stage: 'Journeys of orders that are acquisition or retention; with --without-lost.',
  coupon: 'The same of coupons of orders.',
  item: 'The same of items, by their ids.',
  advocacy: "The same of orders by another customer's code: yes or no.",
  market: 'The same of countries that orders were sold in.',
  sales_channel: 'The same of web, phone, marketplace or pos; web and phone at first.',
}

const FILTER_OPTIONS = Object.fromEntries(
  FILTERS.map((field) => [optionOf(field), { value: 'NAMES', meaning: FILTER_MEANINGS[field] }]),
)

const modelsFit: Command = {
  name: 'models fit',
  args: ['<model>'],
  summary:
    'Fit markov or shapley on the journeys of a site, and show the version that comes of it.',
  notes: [
    'Journeys are those that closed in the period: converted, or without a touch for 30 days. Figures do',
    'not change before a version is activated. Who stops waiting stops nothing while a collector runs.',
  ],
  options: {
    ...SITE,
    from: { value: 'DAY', required: true, meaning: 'First day of the period: 2026-01-01.' },
    to: { value: 'DAY', required: true, meaning: 'Last day of it.' },
    order: {
      value: 'N',
      meaning: 'Of markov: touches that a state remembers, 1 to 4; 1 at first.',
    },
    goal: { value: 'GOAL', meaning: 'Which conversions; purchase at first.' },
    'without-lost': { meaning: 'Leave out journeys that did not convert.' },
    direct: {
      value: 'last_resort|equal',
      meaning: 'What direct visits are; last_resort at first: nothing beside others.',
    },
    seed: {
      value: 'N',
      meaning: 'What chance follows from; the same seed gives the same intervals.',
    },
    ...FILTER_OPTIONS,
  },
  examples: [
    'models fit markov --site shop --order 2 --from 2026-01-01 --to 2026-10-31',
    'models fit markov --site shop --from 2026-01-01 --to 2026-10-31 --country DE,AT --device mobile',
    'models fit shapley --site shop --from 2026-01-01 --to 2026-10-31 --at https://t.shop.example --json',
  ],
  run: async (input, context) => {
    const [model = ''] = input.args
    const site = input.option('site') ?? ''
    const { fit } = await context.admin({ command: 'models_fit', site, ...wantedOf(model, input) })
    const fitted = await fittedAfter(site, (fit as FitShown).id, context)
    return { json: { site, model: fitted }, text: versionText(fitted) }
  },
}

const modelsList: Command = {
  name: 'models list',
  args: [],
  summary: 'List the versions of fitted models of a site, which are active, and fits under way.',
  options: SITE,
  examples: ['models list --site shop'],
  run: async (input, { admin }) => {
    const site = input.option('site') ?? ''
    const answer = await admin({ command: 'models_list', site })
    return { json: answer, text: listText(answer) }
  },
}

const modelsShow: Command = {
  name: 'models show',
  args: ['<id>'],
  summary: 'Show a version: effects by channel with 95 % intervals, its data and its diagnostics.',
  options: SITE,
  examples: ['models show markov-1 --site shop'],
  run: async (input, { admin }) => {
    const [id = ''] = input.args
    const answer = await admin({ command: 'models_show', site: input.option('site') ?? '', id })
    const model = answer['model'] as Version | FitShown
    const text = model.state === 'fitted' ? versionText(model) : fitText(model)
    return { json: answer, text }
  },
}

const modelsActivate: Command = {
  name: 'models activate',
  args: ['<id>'],
  summary: 'Credit journeys by a version; all figures are derived anew under it.',
  notes: [
    'An older version is the way back. What there was stays visible until the new figures are complete.',
  ],
  options: {
    ...SITE,
    force: { meaning: 'Also one of fewer than 300 conversions, or 30 of a channel.' },
  },
  examples: ['models activate markov-1 --site shop'],
  run: async (input, context) => {
    const [id = ''] = input.args
    const site = input.option('site') ?? ''
    const force = input.has('force')
    const answer = await context.admin({ command: 'models_activate', site, id, force })
    await settleAll(site, context)
    return { json: answer, text: `${site}: ${id} is active.` }
  },
}

export const MODEL_COMMANDS: readonly Command[] = [
  modelsFit,
  modelsList,
  modelsShow,
  modelsActivate,
]

/** What was typed, in the words of the command. */
function wantedOf(model: string, input: CliInput) {
  const order = numberOf(input, 'order')
  const seed = numberOf(input, 'seed')
  const [goal, direct] = [input.option('goal'), input.option('direct')]
  return {
    model: model as 'markov',
    from: input.option('from') ?? '',
    to: input.option('to') ?? '',
    with_lost: !input.has('without-lost'),
    ...(order === undefined ? {} : { order }),
    ...(seed === undefined ? {} : { seed }),
    ...(goal === undefined ? {} : { goal }),
    ...(direct === undefined ? {} : { direct: direct as 'equal' }),
    ...filtersOf(input),
  }
}

function filtersOf(input: CliInput): Partial<Record<FilterField, string>> {
  const given = FILTERS.flatMap((field) => {
    const value = input.option(optionOf(field))
    return value === undefined ? [] : [[field, value]]
  })
  return Object.fromEntries(given)
}

function numberOf(input: CliInput, name: string): number | undefined {
  const text = input.option(name)
  if (text === undefined) return undefined
  if (!/^\d{1,12}$/.test(text)) throw new UsageError(`--${name} ${text}: is no whole number`)
  return Number(text)
}

/** @throws AdminError with what has gone wrong */
async function fittedAfter(
  site: string,
  id: string,
  { admin, progress }: CliContext,
): Promise<Version> {
  const tell = told(progress)
  for (;;) {
    const answer = await admin({ command: 'models_show', site, id })
    const model = answer['model'] as Version | FitShown
    if (model.state === 'fitted') return model
    if (model.state === 'failed') throw new AdminError(`${id} has failed: ${model.error}`)
    tell(fitText(model))
    await delay(LOOK_MS)
  }
}

function fitText({ id, state, ...fit }: FitShown): string {
  if (state === 'failed') return `${id} has failed: ${fit.error}`
  return `${id} is ${state}: ${fit.stage}, ${Math.round(100 * (fit.progress ?? 0))} %`
}

function versionText({ id, active, channels, data, diagnostics, ...version }: Version): string {
  const { held_out_auc: auc, enough, thin_channels: thin } = diagnostics
  const about: [string, string][] = [
    ['version', `${id}${active ? ', active' : ''}`],
    ['fitted', `${version.fitted_at}, ${JSON.stringify(version.parameters)}`],
    ['on', `${data.from} to ${data.to}: ${data.journeys} journeys, ${data.conversions} converted`],
    ['sold by', data.sales_channels.join(', ')],
    ...(data.filters ? [['of', segmentText(data.filters)] as [string, string]] : []),
    ['held-out AUC', String(auc)],
    ['enough', enough ? 'yes' : `no${thin.length > 0 ? `: few of ${thin.join(', ')}` : ''}`],
  ]
  const rows = channels.map(({ channel, effect, interval, conversions }) => [
    channel,
    effect.toFixed(4),
    interval.map((bound) => bound.toFixed(4)).join(' to '),
    String(conversions),
  ])
  const head = ['channel', 'effect', 'in 95 % of resamples', 'conversions']
  return [...columns(about, ''), '', ...table([head, ...rows])].join('\n')
}

/** `country is DE or AT; device is not tablet`. */
function segmentText(filters: NonNullable<Version['data']['filters']>): string {
  const told = Object.entries(filters).map(([field, { is, not = [] }]) =>
    is ? `${field} is ${is.join(' or ')}` : `${field} is not ${not.join(' or ')}`,
  )
  return told.join('; ')
}

function listText({ site, versions, fits }: AdminAnswer): string {
  const rows = (versions as Version[]).map(({ id, active, fitted_at, data, diagnostics }) => [
    id,
    active ? 'active' : '',
    fitted_at,
    `${data.from} to ${data.to}`,
    `${data.conversions} conversions`,
    `AUC ${diagnostics.held_out_auc}`,
  ])
  const lines = [...(rows.length > 0 ? table(rows) : []), ...(fits as FitShown[]).map(fitText)]
  return lines.join('\n') || `${site} has no fitted models yet: "models fit" makes one.`
}
