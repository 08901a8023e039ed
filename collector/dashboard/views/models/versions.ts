import { NOTHING } from '../../format/numbers.ts'
import type { ModelsAnswer } from '../../shell/models.ts'

export type Version = ModelsAnswer['versions'][number]
export type Fit = ModelsAnswer['fits'][number]

/** Fits that wait, run or have failed, then versions; of each the newest first. */
export function newestFirst({ versions, fits }: Pick<ModelsAnswer, 'versions' | 'fits'>): {
  fits: Fit[]
  versions: Version[]
} {
  return {
    fits: fits.toSorted((a, b) => byTime(b.requested_at, a.requested_at)),
    versions: versions.toSorted((a, b) => byTime(b.fitted_at, a.fitted_at)),
  }
}

const byTime = (a: string, b: string): number => Date.parse(a) - Date.parse(b)

/** Whether the answer will soon be another: a fit goes on, or figures are being derived anew. */
export const isUnderWay = ({ fits, meta }: Pick<ModelsAnswer, 'fits' | 'meta'>): boolean =>
  meta.building || fits.some(({ state }) => state !== 'failed')

/** The version that credits under the same model now. */
export const activeOf = (versions: readonly Version[], model: string): Version | undefined =>
  versions.find((one) => one.active && one.model === model)

/** What making a version active changes, and how to go back. */
export function whatChanges({ id, model }: Version, active: Version | undefined): string[] {
  return [
    active
      ? `Figures under the model ${model} are credited by ${id} instead of ${active.id}, those of the past too. Figures under other models stay.`
      : `The model ${model} is computed for this site, by ${id}, for the past too. Figures under other models stay.`,
    'They are derived anew beside those that there are, and take their place at once when they are complete.',
    active
      ? `To go back, make ${active.id} active again.`
      : 'It can be replaced by any other version later.',
  ]
}

/** Why a version says more about chance than about channels; undefined where it has enough to go by. */
export function whyThin({ data, diagnostics }: Version): string | undefined {
  const { enough, thin_channels: thin } = diagnostics
  if (enough) return undefined
  return [
    ...(data.conversions < 300 ? [`Only ${data.conversions} conversions, fewer than 300.`] : []),
    ...(thin.length > 0 ? [`Fewer than 30 conversions of ${thin.join(', ')}.`] : []),
  ].join(' ')
}

/** What it was told, in words: its own order, what direct visits earn, which journeys. */
export function termsOf({
  parameters,
  data,
}: Pick<Version, 'parameters' | 'data'>): [string, string][] {
  const { order, direct, seed } = parameters
  const filters = Object.entries(data.filters ?? {}).map(
    ([name, { is, not }]) => `${name} is ${is ? is.join(' or ') : `not ${not?.join(' or ')}`}`,
  )
  return [
    ...(order === undefined
      ? []
      : [['Order', `${order}: touches that a state remembers`] as const]),
    ['Direct visits', direct === 'equal' ? 'like any other' : 'only when there is nothing else'],
    ['Goal', data.goal],
    [
      'Journeys',
      data.with_lost ? 'those that converted, and those that did not' : 'those that converted',
    ],
    ['Sales channels', data.sales_channels.join(', ')],
    ...(filters.length > 0 ? [['Segment', filters.join('; ')] as const] : []),
    ['Seed', String(seed)],
  ].map(([name = '', text = '']) => [name, text])
}

/** 0.5 is chance. @param share 0 to 1; null where no journey could be held out */
export const auc = (share: number | null): string => (share === null ? NOTHING : share.toFixed(3))
