import { parseArgs } from 'node:util'

export interface Options {
  seed: number
  visitors: number
  days: number
  fresh: boolean
  shop: boolean
  /** Of the demo shop; 0 for any that is free. */
  port: number
  help: boolean
}

export const HELP = `npm run demo -- [options]

Fills a site "demo" with the journeys, orders and costs of a shop, and prints ROI by channel.

  --seed N       another shop's luck (default 1); the same seed gives the same data
  --visitors N   browsers (default 20000)
  --days N       days, the last of which is yesterday (default 90)
  --fresh        fill a new site beside those that exist, instead of the same again
  --shop         serve a small shop instead, to click through and buy in
  --port N       port of that shop (default 8788)
  --help         this text

PATHWORTH_DATA names the data folder, as for the collector.`

/** An option that can't be taken; the message names it and its value. */
export class OptionError extends Error {
  override name = 'OptionError'
}

/** @throws OptionError */
export function readOptions(args: readonly string[]): Options {
  const values = parse(args)
  return {
    seed: whole('seed', values.seed, { min: 0, max: 2 ** 31, otherwise: 1 }),
    visitors: whole('visitors', values.visitors, { min: 1, max: 1_000_000, otherwise: 20_000 }),
    days: whole('days', values.days, { min: 1, max: 730, otherwise: 90 }),
    port: whole('port', values.port, { min: 0, max: 65_535, otherwise: 8788 }),
    fresh: values.fresh ?? false,
    shop: values.shop ?? false,
    help: values.help ?? false,
  }
}

function parse(args: readonly string[]) {
  const text = { type: 'string' } as const
  const flag = { type: 'boolean' } as const
  const options = {
    seed: text,
    visitors: text,
    days: text,
    port: text,
    fresh: flag,
    shop: flag,
    help: flag,
  }
  try {
    return parseArgs({ args: [...args], options, allowPositionals: false }).values
  } catch (error) {
    throw new OptionError(error instanceof Error ? error.message : String(error))
  }
}

function whole(
  name: string,
  text: string | undefined,
  { min, max, otherwise }: { min: number; max: number; otherwise: number },
): number {
  if (text === undefined) return otherwise
  const number = Number(text)
  if (!/^\d+$/.test(text) || number < min || number > max)
    throw new OptionError(`--${name} is a whole number from ${min} to ${max}, not "${text}"`)
  return number
}
