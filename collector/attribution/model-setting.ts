import type { DirectRule } from './model.ts'
import { wireNameOf } from './parameters.ts'
import type { ModelName } from './registry.ts'

/** A model that a site computes, with parameters that differ from its defaults. */
export interface ModelSetting {
  name: ModelName
  direct?: DirectRule
  params?: Record<string, number>
  /** Of a fitted model: the id of the stored version that is active. Without one it is not computed. */
  version?: string
}

/** The parameters that were given, by their names on the wire. */
export const givenParameters = ({ direct, params = {} }: ModelSetting) => ({
  ...(direct === undefined ? {} : { direct }),
  ...Object.fromEntries(Object.entries(params).map(([name, value]) => [wireNameOf(name), value])),
})

/** As people type it: `time_decay:half_life_days=14`. */
export const modelText = (setting: ModelSetting): string => {
  const { version } = setting
  const given = { ...(version === undefined ? {} : { version }), ...givenParameters(setting) }
  return [setting.name, ...Object.entries(given).map(([name, value]) => `${name}=${value}`)].join(
    ':',
  )
}
