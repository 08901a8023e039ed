import { formatMillionths } from '../../shared/money.ts'
import { givenParameters } from '../attribution/model-setting.ts'
import { linearPartOf, modelNamed } from '../attribution/registry.ts'
import { howToCompute } from '../ledger/computing.ts'
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

/**
 * The same of the model that a report is of.
 * @param asked the question as it came: without a model it is of the site's default
 */
export function requireModel(
  { model }: { model: string },
  asked: { model?: string | undefined },
  figures: Settings,
  state: SiteState,
): void {
  if (settingOf(figures, model)) return
  const message = whyNot(model, state)
  const unasked = `a report that names no model is of ${model}; name another, or wait: ${message}`
  throw invalidFields([{ field: 'model', message: asked.model === undefined ? unasked : message }])
}

function whyNot(name: string, { site, settings }: SiteState): string {
  if (settingOf(settings, name))
    return `${name} is being computed for the first time: ask again when "building" of GET /v1/models is false`
  return `${name} is not computed on this site: ${howToCompute(name, site, settings)}`
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
