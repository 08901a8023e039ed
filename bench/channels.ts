import type { Random } from '../collector/attribution/data-driven/random.ts'

/** Where journeys of generated sites and files come from. */
export const CHANNELS = [
  'Paid Search',
  'Organic Search',
  'Direct',
  'Email',
  'Paid Social',
  'Organic Social',
  'Referral',
  'Display',
  'Affiliates',
  'Paid Shopping',
  'Organic Video',
  'Mobile Push Notifications',
]

/** The place of one of them: the first come more often than the last. */
export const somePlace = (random: Random): number =>
  Math.floor(random.next() * random.next() * CHANNELS.length)
