import { formatDay } from '../../shared/dates.ts'
import { SALES_COUNTED } from '../../shared/sales-channels.ts'
import { filtersIn, shownFilters } from '../../shared/wire/filters.ts'
import type { FitBody } from '../../shared/wire/models.ts'
import type { HeldOut } from '../attribution/data-driven/diagnostics.ts'
import { CHANNEL_CONVERSIONS_MIN, CONVERSIONS_MIN } from '../attribution/data-driven/support.ts'
import type { ModelSetting } from '../attribution/model-setting.ts'
import { localDay } from '../roi/dates.ts'
import { isEmpty } from '../roi/filters.ts'
import type { Settings } from './facts.ts'
import type { FitRequest, FitUnderWay, ModelVersion, ModelVersionsFound } from './fits.ts'

// What people ask of fitted models and see of them, whichever way it comes.

/** What is wrong with `to` of a fit, or undefined: what is still to come would be missing from the version. */
export function whyNotYet(
  { to }: Pick<FitBody, 'to'>,
  { timeZone }: Settings,
  now: number,
): string | undefined {
  const today = localDay(now, timeZone)
  return to > today ? `is to come: today is ${formatDay(today)} on this site` : undefined
}

export function fitRequestOf(body: FitBody): FitRequest {
  const { model, order, goal, from, to, with_lost: withLost, direct, seed } = body
  const filters = filtersIn(body)
  return {
    ...{ model, order: model === 'markov' ? (order ?? 1) : null },
    ...{ goal, from, to, withLost, direct, seed },
    ...(filters && { filters }),
  }
}

const iso = (ms: number): string => new Date(ms).toISOString()

const askedFor = ({ model, order, direct, seed, ...data }: FitRequest) => ({
  model,
  parameters: { ...(order === null ? {} : { order }), direct, seed },
  data: dataShown(data),
})

type DataAsked = Pick<FitRequest, 'goal' | 'from' | 'to' | 'withLost' | 'filters'>

function dataShown({ goal, from, to, withLost, filters = {} }: DataAsked) {
  const { sales_channel: sold, ...others } = filters
  return {
    ...{ goal, from: formatDay(from), to: formatDay(to), with_lost: withLost },
    // Those whose orders the report counts, too, when it is not told.
    sales_channels: sold?.values ?? [...SALES_COUNTED],
    ...(isEmpty(others) ? {} : { filters: shownFilters(others) }),
  }
}

/** A fit that is no version yet: why it has failed, or how far it is. */
export interface FitShown extends ReturnType<typeof askedFor> {
  id: string
  state: FitUnderWay['state']
  error?: string
  stage?: FitUnderWay['stage']
  progress?: number
  requested_at: string
  owner: string
}

export function shownFit({ id, request, requestedAt, error, ...fit }: FitUnderWay): FitShown {
  const { state, stage, progress, owner } = fit
  return {
    ...{ id, state },
    ...(state === 'failed' ? { error } : { stage, progress }),
    ...askedFor(request),
    requested_at: iso(requestedAt),
    owner,
  }
}

/** A version with its effects and diagnostics. */
export function shownVersion(version: ModelVersion, { models }: Settings) {
  const { id, request, fingerprint, fittedAt, owner, fit } = version
  const { model, parameters, data } = askedFor(request)
  const { journeys, conversions, paths, states, orders, resamples } = fit
  return {
    ...{ id, model, state: 'fitted' as const },
    active: models.some((setting) => setting.version === id),
    ...{ fitted_at: iso(fittedAt), owner, parameters },
    data: { ...data, journeys, conversions, paths, fingerprint },
    channels: fit.channels.map(({ effectValue, low, high, ...channel }) => ({
      ...channel,
      effect_value: effectValue,
      interval: [low, high],
    })),
    diagnostics: {
      ...(states === null ? {} : { states }),
      ...shownHeldOut(fit),
      ...(orders.length === 0
        ? {}
        : {
            orders: orders.map((one) => ({
              order: one.order,
              states: one.states,
              ...shownHeldOut(one),
            })),
          }),
      resamples,
      ...supportShown(version),
    },
  }
}

const shownHeldOut = ({ auc, heldOutAuc, heldOutSeen }: HeldOut) => ({
  auc: rounded(auc),
  held_out_auc: rounded(heldOutAuc),
  held_out_seen: rounded(heldOutSeen),
})

const rounded = (share: number | null): number | null =>
  share === null ? null : Math.round(share * 10_000) / 10_000

const thinOf = ({ fit }: ModelVersion): ModelVersion['fit']['channels'] =>
  fit.channels.filter(({ conversions }) => conversions < CHANNEL_CONVERSIONS_MIN)

const supportShown = (version: ModelVersion) => ({
  enough: whyThin(version) === undefined,
  thin_channels: thinOf(version).map(({ channel }) => channel),
})

/** Why a version says more about chance than about channels; undefined when it does not. */
function whyThin(version: ModelVersion): string | undefined {
  const { id, fit } = version
  const thin = thinOf(version).map(({ channel, conversions }) => `${channel} ${conversions}`)
  const reasons = [
    ...(fit.conversions < CONVERSIONS_MIN
      ? [`${fit.conversions} conversions, fewer than ${CONVERSIONS_MIN}`]
      : []),
    ...(thin.length > 0
      ? [`fewer than ${CHANNEL_CONVERSIONS_MIN} conversions of a channel (${thin.join(', ')})`]
      : []),
  ]
  return reasons.length > 0 ? `${id} rests on ${reasons.join(', and on ')}` : undefined
}

/** There is no such version, or it can't be activated as it was asked; the message says the way out. */
export class ActivationError extends Error {
  override name = 'ActivationError'
  readonly isUnknown: boolean

  constructor(message: string, { isUnknown = false } = {}) {
    super(message)
    this.isUnknown = isUnknown
  }
}

/** @throws ActivationError when there is none of this id */
export function versionOf(
  id: string,
  { versions, fits }: Pick<ModelVersionsFound, 'versions' | 'fits'>,
) {
  const version = versions.find((one) => one.id === id)
  if (version) return version
  const fit = fits.find((one) => one.id === id)
  if (fit?.state === 'failed') throw new ActivationError(`the fit ${id} has failed: ${fit.error}`)
  if (fit) throw new ActivationError(`${id} is not fitted yet: ask for it until it is`)
  throw new ActivationError(`there is no version "${id}": ${knownOf(versions)}`, {
    isUnknown: true,
  })
}

export const knownOf = (versions: readonly ModelVersion[]): string =>
  versions.length > 0
    ? `there is ${versions.map(({ id }) => id).join(', ')}`
    : 'there is none yet; POST /v1/models/fit makes one'

/**
 * Settings under which a version is active; undefined when it is already.
 * @param advice how to have it all the same
 * @throws ActivationError for one that rests on too little, unless it is forced
 */
export function activated(
  version: ModelVersion,
  settings: Settings,
  { force, advice }: { force: boolean; advice: string },
): Settings | undefined {
  const { id, request } = version
  if (settings.models.some((setting) => setting.version === id)) return undefined
  const thin = force ? undefined : whyThin(version)
  if (thin !== undefined) throw new ActivationError(`${thin}: fit a longer period, or ${advice}`)
  const { model: name, direct } = request
  const own: ModelSetting = { name, version: id, ...(direct === 'equal' ? { direct } : {}) }
  const isThere = settings.models.some((setting) => setting.name === name)
  const models = isThere
    ? settings.models.map((setting) => (setting.name === name ? own : setting))
    : [...settings.models, own]
  return { ...settings, models }
}
