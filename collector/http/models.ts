import { z } from 'zod'
import { siteId } from '../../shared/ids.ts'
import { DIRECT_RULES, type Model, type ParameterRule } from '../attribution/model.ts'
import type { ModelSetting } from '../attribution/model-setting.ts'
import { CHANNEL_PREFIX, wireNameOf } from '../attribution/parameters.ts'
import { MODELS, type ModelName } from '../attribution/registry.ts'
import { commandFor } from '../ledger/computing.ts'
import { defaultBasisOf, defaultModelOf } from '../ledger/defaults.ts'
import type { Settings } from '../ledger/facts.ts'
import { shownFit, shownVersion } from '../ledger/fitted-models.ts'
import type { SiteState } from '../ledger/ledger.ts'
import { json } from './answer.ts'
import { authenticate } from './auth.ts'
import { freshness } from './freshness.ts'
import { readQuery } from './query.ts'
import type { Handler } from './services.ts'

export const querySchema = z.object({ site: siteId.optional() })

/** `GET /v1/models`: every model, what it can be told, whether it is computed; and what was fitted. */
export const getModels: Handler = async (c, services) => {
  const { site } = await authenticate(c, services, 'report')
  readQuery(c, querySchema)
  const answer = await site.ledger.report({ kind: 'model_versions' })
  const computed = answer.settings.models
  return json(200, {
    meta: { site: site.name, ...defaultsOf(site.state.settings), ...freshness(answer) },
    models: MODELS.map((model) => shownModel(model, computed, site.state)),
    versions: answer.versions.map((version) => shownVersion(version, answer.settings)),
    fits: answer.fits.map(shownFit),
  })
}

const defaultsOf = (settings: Settings) => ({
  default_model: defaultModelOf(settings),
  default_basis: defaultBasisOf(settings),
})

function shownModel(
  model: Model<ModelName>,
  computed: readonly ModelSetting[],
  { site, settings }: SiteState,
) {
  const { name, version, title, describe } = model
  const own = computed.find((setting) => setting.name === name)
  const isWanted = settings.models.some((setting) => setting.name === name)
  return {
    ...{ name, version: own?.version ?? version, title, description: describe },
    computed: own !== undefined,
    ...(model.isFitted ? { fitted: true } : {}),
    ...(own || isWanted ? {} : { compute_by: computeBy(model, site, settings) }),
    parameters: [...parametersOf(model, own), ...channelsOf(model, own)],
  }
}

const computeBy = (model: Model<ModelName>, site: string, settings: Settings): string =>
  model.isFitted ? 'POST /v1/models/fit' : commandFor(model.name, site, settings)

function parametersOf({ defaults, parameters = {} }: Model, own: ModelSetting | undefined) {
  const numbers: Readonly<Record<string, unknown>> = { ...defaults }
  return [
    {
      name: 'direct',
      description:
        'what direct visits earn: nothing unless there is nothing else, or like any other',
      default: defaults.direct,
      value: own?.direct ?? defaults.direct,
      one_of: DIRECT_RULES,
    },
    ...Object.entries(parameters).map(([name, rule]) =>
      shownNumber(wireNameOf(name), rule, Number(numbers[name]), own?.params?.[name]),
    ),
  ]
}

/** Those of channels that were given, or else how to name one. */
function channelsOf({ channelParameter: rule }: Model, own: ModelSetting | undefined) {
  if (!rule) return []
  const given = Object.entries(own?.params ?? {}).filter(([name]) =>
    name.startsWith(CHANNEL_PREFIX),
  )
  const shown = given.map(([name, value]) => shownNumber(name, rule, 1, value))
  return [shownNumber(`${CHANNEL_PREFIX}<name>`, rule, 1, undefined), ...shown]
}

function shownNumber(name: string, rule: ParameterRule, byDefault: number, own?: number) {
  const bounds = rule.min === 'zero' ? { min: 0, max: rule.max } : { above: 0, max: rule.max }
  return {
    name,
    description: rule.describe,
    default: byDefault,
    value: own ?? byDefault,
    ...bounds,
  }
}
