import { z } from 'zod'
import { BASES } from '../../shared/wire/roi.ts'
import { DIRECT_RULES, type Model } from '../attribution/model.ts'
import type { ModelSetting } from '../attribution/model-setting.ts'
import { isWithin, parameterOn, wireNameOf } from '../attribution/parameters.ts'
import { DEFAULT_MODEL, MODELS, type ModelName, modelNamed } from '../attribution/registry.ts'

/** Of one model more parameters than this are no setting but a mistake. */
const PARAMETERS_MAX = 100

/**
 * A model that a site computes, as people type it: its name, then parameters after colons, as in
 * `time_decay:half_life_days=14` or `custom:first=2:channel.Email=3:direct=equal`.
 */
const modelSetting = z.string().transform((text, context): ModelSetting => {
  const [name = '', ...given] = text.split(':').map((part) => part.trim())
  const setting = settingOf(name, given)
  if (typeof setting === 'object') return setting
  context.addIssue({ code: 'custom', message: setting })
  return { name: 'linear' }
})

/** Models that a site computes, each once. */
export const modelSettings = z
  .array(modelSetting)
  .min(1, 'names no model: give at least one, such as last_non_direct')
  .superRefine((settings, context) => {
    const names = settings.map(({ name }) => name)
    const twice = names.find((name, at) => names.indexOf(name) < at)
    if (twice === undefined) return
    context.addIssue({
      code: 'custom',
      message: `names ${twice} twice: each model is computed once`,
    })
  })

/** The name of a model; whether the site computes it is asked when it is set. */
export const defaultModel = z.string().transform((text, context): ModelName => {
  const model = modelNamed(text.trim())
  if (!model)
    context.addIssue({
      code: 'custom',
      message: `is no model: there are ${MODELS.map((one) => one.name).join(', ')}`,
    })
  return model?.name ?? DEFAULT_MODEL
})

export const defaultBasis = z.enum(BASES, `is one of ${BASES.join(', ')}`)

/** The setting, or what is wrong with it. */
function settingOf(name: string, given: readonly string[]): ModelSetting | string {
  const model = modelNamed(name)
  if (!model) return `is no model: there are ${MODELS.map((one) => one.name).join(', ')}`
  if (given.length > PARAMETERS_MAX) return `has more than ${PARAMETERS_MAX} parameters`
  if (model.isFitted) return fittedSetting(model.name, given)
  const params: Record<string, number> = {}
  const setting: ModelSetting = { name: model.name }
  for (const part of given) {
    const [key = '', value = ''] = splitAtLast(part, '=')
    const problem =
      key === 'direct' ? putDirect(setting, value) : putNumber(model, params, key, value)
    if (problem !== undefined) return problem
  }
  return Object.keys(params).length > 0 ? { ...setting, params } : setting
}

/** As a list of what is computed shows it, so that it can be typed again. */
function fittedSetting(name: ModelName, given: readonly string[]): ModelSetting | string {
  const setting: ModelSetting = { name }
  for (const part of given) {
    const [key = '', value = ''] = splitAtLast(part, '=')
    if (key === 'version') setting.version = value
    else {
      const problem = key === 'direct' ? putDirect(setting, value) : `${key}: is no parameter here`
      if (problem !== undefined) return problem
    }
  }
  if (setting.version !== undefined) return setting
  return 'is fitted on journeys: make a version with "models fit", and activate it with "models activate"'
}

function putDirect(setting: ModelSetting, value: string): string | undefined {
  const direct = DIRECT_RULES.find((rule) => rule === value)
  if (!direct) return `direct=${value}: is one of ${DIRECT_RULES.join(', ')}`
  setting.direct = direct
  return undefined
}

function putNumber(
  model: Model<ModelName>,
  params: Record<string, number>,
  key: string,
  text: string,
): string | undefined {
  const parameter = parameterOn(model, key)
  if (!parameter) return `${key}: is no parameter of ${model.name}, which has ${namesOf(model)}`
  const value = /^\d+(\.\d+)?$/.test(text) ? Number(text) : Number.NaN
  const { min, max } = parameter.rule
  if (!isWithin(parameter.rule, value))
    return `${key}=${text}: is a number ${min === 'zero' ? 'from 0' : 'above 0'} to ${max}`
  params[parameter.name] = value
  return undefined
}

function namesOf({ parameters = {}, channelParameter }: Model): string {
  const names = ['direct', ...Object.keys(parameters).map(wireNameOf)]
  return [...names, ...(channelParameter ? ['channel.<name>'] : [])].join(', ')
}

/** Names of channels may hold the sign. */
function splitAtLast(text: string, sign: string): [string, string] {
  const at = text.lastIndexOf(sign)
  return at < 0 ? [text, ''] : [text.slice(0, at), text.slice(at + 1)]
}
