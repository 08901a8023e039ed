import type { z } from 'zod'
import type { siteAnswer } from '../../../../shared/wire/answers/site.ts'

export type SiteSettings = z.output<typeof siteAnswer>

interface SettingField {
  name:
    | 'domains'
    | 'timezone'
    | 'currency'
    | 'lookback_days'
    | 'goal_lookback_days'
    | 'cost_of_goods_rate'
    | 'models'
  title: string
  hint: string
  /** One a line. */
  isList?: boolean
}

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
    ...{ name: 'models', title: 'Models', isList: true },
    hint: 'One a line, with its parameters: time_decay:half_life_days=14. These can be chosen in reports.',
  },
]

export type Typed = Readonly<Record<SettingField['name'], string>>

const textOf = (setting: unknown): string =>
  Array.isArray(setting) ? setting.join('\n') : String(setting ?? '')

/** Settings as they stand in a form. */
export const typedOf = (settings: SiteSettings): Typed =>
  Object.fromEntries(SETTING_FIELDS.map(({ name }) => [name, textOf(settings[name])])) as Typed

const linesOf = (text: string): string[] =>
  text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '')

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

/** What is no number is sent as it is: the collector says what is wrong with it. */
const spelt = (name: string, text: string): string | number =>
  name === 'lookback_days' && /^\d+$/.test(text) ? Number(text) : text
