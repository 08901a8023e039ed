import { Random } from '../collector/attribution/data-driven/random.ts'
import { DAY_MS } from '../shared/dates.ts'

/** A person as channels may look at them, to whom no model of attribution may. */
export interface Person {
  /** Would rather buy than others, whatever they see. */
  isHigh: boolean
  /** What touches of before have added to their chance of converting on any later day. */
  interest: number
}

export interface Channel {
  name: string
  isCampaign: boolean
  /** The chance that it reaches a person on a day. */
  reach(person: Person): number
  /** What a touch adds to the chance of converting on its day. */
  atOnce: number
  /** What it adds to that of every day from then on. */
  lasting: number
}

/**
 * How people come to buy, by a rule that is known. On each of DAYS days
 *
 * 1. at most one channel reaches a person, each by its chance, which may depend on their intent and on
 *    the interest that earlier touches have woken: so touches can cause touches;
 * 2. the touch adds its `lasting` to their interest, for good;
 * 3. they convert with the chance base + interest + the touch's `atOnce`, and then their journey ends.
 *
 * `base` is the rate without any channel, by intent. What a channel has truly brought is found by
 * letting the same persons live through the same days, with the same luck, without it: its touches do
 * not happen, nor what would have followed from them. Models see channels, times and conversions, and
 * nothing else.
 */
export interface World {
  name: string
  /** One sentence. */
  about: string
  /** Share of persons whose intent is high. */
  highIntent: number
  base: { low: number; high: number }
  channels: readonly Channel[]
}

export const DAYS = 14

/** One person's days as a collector would have seen them. */
export interface Lived {
  /** Channels by number, and days; the earliest first. */
  touches: { channel: number; day: number }[]
  converted: boolean
  /** Places of the touches after which they became a lead, and filled a cart; -1 for never. */
  lead: number
  opportunity: number
}

/** Nobody is reached by these. */
export type Without = ReadonlySet<number>

const NOBODY: Without = new Set()

/** Two draws a day come first, so that a person has the same luck whatever reaches them. */
export function live(world: World, seed: number, without: Without = NOBODY): Lived {
  const luck = new Random(seed)
  const person: Person = { isHigh: luck.next() < world.highIntent, interest: 0 }
  const base = person.isHigh ? world.base.high : world.base.low
  const lived: Lived = { touches: [], converted: false, lead: -1, opportunity: -1 }
  const signs = without === NOBODY ? new Random(seed + 0x40000000) : undefined
  for (let day = 0; day < DAYS && !lived.converted; day++) {
    const [reached, decided] = [luck.next(), luck.next()]
    const at = channelAt(world, person, reached)
    const touched = at === undefined || without.has(at) ? undefined : world.channels[at]
    if (touched && at !== undefined) {
      person.interest += touched.lasting
      lived.touches.push({ channel: at, day })
    }
    const chance = base + person.interest + (touched?.atOnce ?? 0)
    lived.converted = decided < chance
    if (touched && signs) showSigns(lived, chance, signs)
  }
  return lived
}

/** Who is more likely to buy is more likely to sign up, and to fill a cart. */
function showSigns(lived: Lived, chance: number, signs: Random): void {
  const place = lived.touches.length - 1
  if (lived.lead < 0 && signs.next() < 5 * chance) lived.lead = place
  if (lived.opportunity < 0 && signs.next() < 3 * chance) lived.opportunity = place
}

/** The chances of the channels lie side by side, so that one without a chance changes no other. */
function channelAt({ channels }: World, person: Person, drawn: number): number | undefined {
  let below = 0
  for (const [at, channel] of channels.entries()) {
    below += channel.reach(person)
    if (drawn < below) return at
  }
  return undefined
}

/** Conversions that there are without some channels. */
export function conversionsWithout(world: World, persons: number, without: Without): number {
  let conversions = 0
  for (let person = 1; person <= persons; person++)
    if (live(world, person, without).converted) conversions += 1
  return conversions
}

export const timeOf = (day: number): number => day * DAY_MS
