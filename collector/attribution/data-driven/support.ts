import type { PathSet } from './paths.ts'

/** Below these a fit says more about chance than about channels; to activate it asks for force. */
export const CONVERSIONS_MIN = 300
export const CHANNEL_CONVERSIONS_MIN = 30

/** How much a fit rests on. */
export interface Support {
  conversions: number
  /** By channel: conversions whose journey touched it. */
  byChannel: Float64Array
  /** Names of channels with too few of them, or none. */
  thin: string[]
  /** Whether there is enough to activate the fit without force. */
  isEnough: boolean
}

export function supportOf(paths: PathSet): Support {
  const byChannel = new Float64Array(paths.channels.length)
  let conversions = 0
  for (let path = 0; path < paths.size; path++) {
    const converted = paths.conversions[path] as number
    conversions += converted
    for (const channel of new Set(paths.stepsOf(path)))
      byChannel[channel] = (byChannel[channel] as number) + converted
  }
  const thin = paths.channels.filter(
    (_, channel) => (byChannel[channel] as number) < CHANNEL_CONVERSIONS_MIN,
  )
  return {
    conversions,
    byChannel,
    thin,
    isEnough: conversions >= CONVERSIONS_MIN && thin.length === 0,
  }
}
