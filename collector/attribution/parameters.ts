import type { Model, ParameterRule } from './model.ts'

/** Weights that can be given: far beyond any share, and far below where doubles lose integers. */
const WEIGHT_MAX = 1_000_000

/** One of several shares: only their proportions matter. */
export const shareOf = (describe: string): ParameterRule => ({
  describe: `share ${describe}`,
  min: 'zero',
  max: WEIGHT_MAX,
})

/** What one touch weighs beside others. */
export const factorOf = (describe: string): ParameterRule => ({
  describe: `weight ${describe}`,
  min: 'zero',
  max: WEIGHT_MAX,
})

/** What parameters of channels are called: this, and the channel as reports name it. */
export const CHANNEL_PREFIX = 'channel.' as const

/** `halfLifeDays` as it stands on the wire: `half_life_days`. Channels keep their names. */
export const wireNameOf = (name: string): string =>
  name.startsWith(CHANNEL_PREFIX)
    ? name
    : name.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)

/** The parameter of a model that a name on the wire means, and its rule; undefined when it has none. */
export function parameterOn(
  model: Model,
  wireName: string,
): { name: string; rule: ParameterRule } | undefined {
  if (wireName.startsWith(CHANNEL_PREFIX) && wireName.length > CHANNEL_PREFIX.length) {
    const rule = model.channelParameter
    return rule && { name: wireName, rule }
  }
  const found = Object.entries(model.parameters ?? {}).find(
    ([name]) => wireNameOf(name) === wireName,
  )
  return found && { name: found[0], rule: found[1] }
}

/** Whether a parameter may be this number. */
export function isWithin({ min, max }: ParameterRule, value: number): boolean {
  return (min === 'zero' ? value >= 0 : value > 0) && value <= max
}
