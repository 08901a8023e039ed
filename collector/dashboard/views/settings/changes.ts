import type { z } from 'zod'
import type { siteAnswer } from '../../../../shared/wire/answers/site.ts'
import type { Basis } from '../../../../shared/wire/roi.ts'

export type SiteSettings = z.output<typeof siteAnswer>

interface SettingField {
  name:
    | 'domains'
    | 'timezone'
    | 'currency'
    | 'lookback_days'
    | 'goal_lookback_days'
    | 'cost_of_goods_rate'
    | 'keep_hits_days'
    | 'channel_rules'
    | 'models'
    | 'default_model'
    | 'default_basis'
  title: string
  hint: string
  /** One a line. */
  isList?: boolean
  /** What can be chosen; `models` is of those that are computed. */
  oneOf?: 'models' | readonly string[]
}

/** What may change with nothing derived anew. */
const WITHOUT_FIGURES: readonly string[] = ['default_model', 'default_basis', 'keep_hits_days']

/** Whether figures follow from what is changed. */
export const isDerivedAnew = (changes: Record<string, unknown>): boolean =>
  Object.keys(changes).some((name) => !WITHOUT_FIGURES.includes(name))

/** What an admin may set, with what it means to change it. */
export const SETTING_FIELDS: readonly SettingField[] = [
  {
    ...{ name: 'domains', title: 'Domains', isList: true },
    hint: 'Host names, one a line. Hits from pages elsewhere are dropped; links between these are no source.',
  },
  {
    ...{ name: 'timezone', title: 'Time zone' },
    hint: 'IANA name, such as Europe/Paris. All days are cut anew.',
  },
  {
    ...{ name: 'currency', title: 'Currency' },
    hint: 'ISO 4217, such as EUR. All amounts are converted anew, at the rates of their days.',
  },
  {
    ...{ name: 'lookback_days', title: 'Lookback' },
    hint: 'Days before a conversion whose touches may be credited.',
  },
  {
    ...{ name: 'goal_lookback_days', title: 'Lookback of single goals', isList: true },
    hint: 'One a line, as lead=30. lead=default goes back to that of the site.',
  },
  {
    ...{ name: 'cost_of_goods_rate', title: 'Cost of goods' },
    hint: 'Share of an order’s value, such as 0.6, where the order says none itself.',
  },
  {
    ...{ name: 'keep_hits_days', title: 'Hits are kept' },
    hint: 'Days, 30 to 3650, after their browser was seen last; empty for ever. Then titles, queries and referrers are overwritten, and no figure changes.',
  },
  {
    ...{ name: 'channel_rules', title: 'Channels of your own', isList: true },
    hint: 'One rule a line, as Influencers:medium=social:source=insta*. The first that fits a touch names its channel. All touches are classified anew.',
  },
  {
    ...{ name: 'models', title: 'Models', isList: true },
    hint: 'One a line, with its parameters: time_decay:half_life_days=14. These can be chosen in reports.',
  },
  {
    ...{ name: 'default_model', title: 'Default model', oneOf: 'models' },
    hint: 'Of reports that name none: each page begins with it.',
  },
  {
    ...{ name: 'default_basis', title: 'Default basis' },
    ...{ oneOf: ['conversion_date', 'touch_date'] satisfies Basis[] },
    hint: 'Of reports that name none: by the day of the conversion, or of the touch.',
  },
]

/** What can be chosen of a field, with the models that stand in the form. */
export const choicesOf = ({ oneOf }: SettingField, { models }: Typed): readonly string[] =>
  oneOf === 'models' ? linesOf(models).map((line) => line.split(':')[0] ?? line) : (oneOf ?? [])

function linesOf(text: string): string[] {
  const lines = text.split('\n').map((line) => line.trim())
  return lines.filter((line) => line !== '')
}

export type Typed = Readonly<Record<SettingField['name'], string>>

const textOf = (setting: unknown): string =>
  Array.isArray(setting) ? setting.join('\n') : String(setting ?? '')

/** Settings as they stand in a form. */
export const typedOf = (settings: SiteSettings): Typed =>
  Object.fromEntries(SETTING_FIELDS.map(({ name }) => [name, textOf(settings[name])])) as Typed

/** What of a form is another setting than there is; as `PATCH /v1/site` takes it. */
export function changesOf(settings: SiteSettings, typed: Typed): Record<string, unknown> {
  const before = typedOf(settings)
  const changed = SETTING_FIELDS.filter(({ name }) => typed[name].trim() !== before[name])
  return Object.fromEntries(
    changed.map(({ name, isList }) => [
      name,
      isList ? linesOf(typed[name]) : spelt(name, typed[name].trim()),
    ]),
  )
}

/** Settings that are a number of days. */
export const isInDays = (name: string): boolean =>
  name === 'lookback_days' || name === 'keep_hits_days'

/** What is no number is sent as it is: the collector says what is wrong with it. */
const spelt = (name: string, text: string): string | number | null => {
  if (name === 'keep_hits_days' && text === '') return null
  return isInDays(name) && /^\d+$/.test(text) ? Number(text) : text
}
