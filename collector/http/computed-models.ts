import { formatMillionths } from '../../shared/money.ts'
import { givenParameters, modelText } from '../attribution/model-setting.ts'
import { linearPartOf, modelNamed } from '../attribution/registry.ts'
import type { Settings } from '../ledger/facts.ts'
import type { SiteState } from '../ledger/ledger.ts'
import { invalidFields } from './problem.ts'

const settingOf = ({ models }: Pick<Settings, 'models'>, name: string) =>
  models.find((setting) => setting.name === name)

/**
 * Sums are kept of the models that a site computes, and of no other.
 * @param figures the settings that the figures were derived under
 * @throws Problem 422 that names the parameter, the model, and the way to have it computed
 */
export function requireComputed(
  models: readonly string[],
  field: string,
  figures: Settings,
  state: SiteState,
): void {
  const missing = models.filter((name) => !settingOf(figures, name))
  if (missing.length === 0) return
  throw invalidFields(missing.map((name) => ({ field, message: whyNot(name, state) })))
}

function whyNot(name: string, { site, settings }: SiteState): string {
  if (settingOf(settings, name))
    return `${name} is being computed for the first time: ask again when "building" of GET /v1/models is false`
  return `${name} is not computed on this site: ${howToCompute(name, site, settings)}`
}

/** The way to a model that is not computed. */
export const howToCompute = (name: string, site: string, settings: Settings): string =>
  modelNamed(name)?.isFitted
    ? `fit it with POST /v1/models/fit or "npm run pathworth -- models fit ${name} --site ${site}", and activate the version that comes of it`
    : `"${commandFor(name, site, settings)}" has it computed`

/** What an operator types to have one more model computed. */
export function commandFor(name: string, site: string, { models }: Settings): string {
  const wanted = [...models.map(modelText), name].map((text) =>
    /[ '"$]/.test(text) ? `'${text.replaceAll("'", `'\\''`)}'` : text,
  )
  return `npm run pathworth -- site set ${site} --models ${wanted.join(',')}`
}

/**
 * The model of a report, and what the site has told it; nothing of that where it is as by default.
 * @param figures what the figures were derived under
 */
export function modelMeta(
  name: string,
  figures: Pick<Settings, 'models'>,
  linear?: Record<string, number>,
) {
  const setting = settingOf(figures, name)
  const given = setting ? givenParameters(setting) : {}
  const model = modelNamed(name)
  return {
    model: name,
    model_version: setting?.version ?? model?.version,
    ...(Object.keys(given).length > 0 ? { model_parameters: given } : {}),
    ...(model?.isFitted && linear ? { credited_linearly: linearShown(name, linear) } : {}),
  }
}

/** Conversions with a channel that the fit has not seen, and those of which no channel has an effect. */
const linearShown = (name: string, linear: Record<string, number>) => ({
  unseen_channel: formatMillionths(linear[linearPartOf(name, 'unseen_channel')] ?? 0),
  no_effect: formatMillionths(linear[linearPartOf(name, 'no_effect')] ?? 0),
})
