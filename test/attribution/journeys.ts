import type { JourneyTouch } from '../../collector/attribution/registry.ts'
import type { TouchRole } from '../../collector/journey/anchors.ts'

export const DAY_MS = 86_400_000

/** When the journeys of these tests convert. */
export const CONVERTED = Date.UTC(2026, 10, 2, 10)

/** A touch so many days before the conversion; its channel is Direct when it says so. */
export function touch(channel: string, daysBefore: number, ...roles: TouchRole[]): JourneyTouch {
  return {
    id: `${channel}-${daysBefore}`,
    ts: CONVERTED - daysBefore * DAY_MS,
    channel,
    direct: channel === 'Direct',
    isCampaign: false,
    roles,
  }
}

/** A journey of channels, a day apart, the last an hour or so before the conversion. */
export function journey(...channels: string[]): JourneyTouch[] {
  return channels.map((channel, index) => touch(channel, channels.length - index - 0.95))
}
