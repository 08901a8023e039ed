import { createReadStream } from 'node:fs'
import {
  PATH_MODELS,
  type PathAttribution,
  type PathAttributor,
  type PathCredit,
  type PathModel,
  type PathOptions,
  pathAttributor,
} from '../../attribution/data-driven/path-attribution.ts'
import { PathFileError } from '../../source/path-file/columns.ts'
import { PathFileReader } from '../../source/path-file/reader.ts'
import {
  type CliContext,
  type CliInput,
  type Command,
  type Outcome,
  UsageError,
} from './command.ts'
import { table } from './help.ts'

const CHUNK_BYTES = 1024 * 1024
const STANDARD_INPUT = '-'
const GAMES = ['conversion_rate', 'conversions'] as const

const attribute: Command = {
  name: 'attribute',
  args: ['<file|->'],
  summary:
    'Credit the channels of a path file: path,total_conversions,total_conversion_value,total_null.',
  notes: [
    'A path is channels with > between, the earliest first. Columns are found by the header; value and',
    'null may be absent. Markov is solved exactly (no simulation); Shapley is exact up to 14 channels,',
    'and states its error beyond. Credited is not caused: only an experiment tells what a channel adds.',
  ],
  options: {
    model: { value: 'MODEL', required: true, meaning: `${PATH_MODELS.join(', ')}.` },
    order: {
      value: 'N',
      meaning: 'Markov: touches that the next step depends on, 1 (default) to 4.',
    },
    'no-null': { meaning: 'Leave out journeys that did not convert.' },
    game: {
      value: 'GAME',
      meaning:
        'Shapley: conversion_rate (default; of journeys with no other channels) or conversions (of them).',
    },
    permutations: {
      value: 'N',
      meaning: 'Shapley beyond 14 channels: random orders to draw, 4000 by default.',
    },
    seed: {
      value: 'N',
      meaning: 'Shapley beyond 14 channels: what they follow from, 1 by default.',
    },
  },
  ownPlaces: true,
  examples: [
    'attribute paths.csv --model markov --order 2 --json',
    'attribute paths.csv --model shapley',
    'attribute - --model linear < paths.csv',
  ],
  run: async (input, context) => {
    const [file = ''] = input.args
    const attributor = attributorOf(input)
    const reader = new PathFileReader(attributor.tally)
    await readInto(reader, file)
    return outcomeOf(attributor, reader, context)
  },
}

export const ATTRIBUTE_COMMANDS: readonly Command[] = [attribute]

/** @throws UsageError */
function attributorOf(input: CliInput): PathAttributor {
  const model = oneOf('model', input.option('model') ?? '', PATH_MODELS)
  refuseOthers(model, input)
  const options: PathOptions = {
    nulls: !input.has('no-null'),
    order: wholeNumber(input, 'order', 1, 4) ?? 1,
    game: oneOf('game', input.option('game') ?? 'conversion_rate', GAMES),
    pairs: Math.ceil((wholeNumber(input, 'permutations', 4, 10_000_000) ?? 4_000) / 2),
    seed: wholeNumber(input, 'seed', 0, Number.MAX_SAFE_INTEGER) ?? 1,
    statesMax: Infinity,
  }
  return pathAttributor(model, options)
}

/** An option of another model would be without effect, and the user none the wiser. */
function refuseOthers(model: PathModel, input: CliInput): void {
  const owners: Record<string, PathModel> = {
    order: 'markov',
    game: 'shapley',
    permutations: 'shapley',
    seed: 'shapley',
  }
  for (const [option, owner] of Object.entries(owners))
    if (model !== owner && input.option(option) !== undefined)
      throw new UsageError(`--${option} is for --model ${owner}: leave it out for ${model}`)
}

function oneOf<Name extends string>(option: string, typed: string, names: readonly Name[]): Name {
  const name = names.find((one) => one === typed)
  if (name) return name
  throw new UsageError(`--${option} ${typed}: is one of ${names.join(', ')}`)
}

function wholeNumber(
  input: CliInput,
  option: string,
  min: number,
  max: number,
): number | undefined {
  const typed = input.option(option)
  if (typed === undefined) return undefined
  const number = /^\d+$/.test(typed) ? Number(typed) : Number.NaN
  if (number >= min && number <= max) return number
  throw new UsageError(`--${option} ${typed}: is a whole number from ${min} to ${max}`)
}

async function readInto(reader: PathFileReader, file: string): Promise<void> {
  const from = file === STANDARD_INPUT ? 'standard input' : file
  const chunks: AsyncIterable<Uint8Array> =
    file === STANDARD_INPUT ? process.stdin : createReadStream(file, { highWaterMark: CHUNK_BYTES })
  try {
    for await (const chunk of chunks) reader.push(chunk)
    reader.end()
  } catch (error) {
    if (error instanceof PathFileError) throw new Error(`${from}, ${error.message}`)
    if (error instanceof Error && 'code' in error)
      throw new Error(
        `${from} can't be read (${error.code}): name a CSV file, or - for standard input`,
      )
    throw error
  }
}

function outcomeOf(
  attributor: PathAttributor,
  reader: PathFileReader,
  { progress }: CliContext,
): Outcome {
  const found = attributor.result(reader.channels)
  if (reader.emptySteps > 0)
    progress(`${reader.emptySteps} steps without a name were left out of their paths.`)
  if (found.game === 'conversion_rate' && found.pConversion === 1)
    progress('Without null journeys every rate is 1: --game conversions says more here.')
  return { json: wireOf(found), text: textOf(found, reader.rows) }
}

/** As it stands on the wire; of keys beyond the common ones, only those that the model has. */
function wireOf(found: PathAttribution): object {
  const { model, order, pConversion, game, permutations, channels } = found
  return {
    model,
    order,
    p_conversion: pConversion,
    ...(game === undefined ? {} : { game, permutations }),
    channels: channels.map((credit) => ({
      channel: credit.channel,
      removal_effect: credit.removalEffect,
      removal_effect_value: credit.removalEffectValue,
      conversions: credit.conversions,
      value: credit.value,
      ...(credit.standardError === undefined
        ? {}
        : {
            standard_error: credit.standardError,
            standard_error_value: credit.standardErrorValue,
          }),
    })),
  }
}

function textOf(found: PathAttribution, rows: number): string {
  const { channels } = found
  const has = (key: keyof PathCredit) =>
    channels.some((credit) => credit[key] !== undefined && credit[key] !== null)
  const columns: [string, (credit: PathCredit) => string][] = [
    ['channel', ({ channel }) => channel],
    ['removal effect', ({ removalEffect }) => digits(removalEffect, 4)],
    ['of value', ({ removalEffectValue }) => digits(removalEffectValue, 4)],
    ['conversions', ({ conversions }) => digits(conversions, 2)],
    ['±', ({ standardError }) => digits(standardError, 2)],
    ['value', ({ value }) => digits(value, 2)],
    ['± value', ({ standardErrorValue }) => digits(standardErrorValue, 2)],
  ]
  const optional: Record<string, keyof PathCredit> = {
    'removal effect': 'removalEffect',
    'of value': 'removalEffectValue',
    '±': 'standardError',
    '± value': 'standardErrorValue',
  }
  const shown = columns.filter(([head]) => {
    const key = optional[head]
    return key === undefined || has(key)
  })
  const lines = table([
    shown.map(([head]) => head),
    ...channels.map((credit) => shown.map(([, cell]) => cell(credit))),
  ])
  return [headOf(found, rows), '', ...lines].join('\n')
}

function headOf(
  { model, order, pConversion, states, game, permutations }: PathAttribution,
  rows: number,
) {
  const kind = [
    model,
    ...(order === null ? [] : [`order ${order}`, `${states} states`]),
    ...(game === undefined
      ? []
      : [`game ${game}`, permutations ? `${permutations} orders` : 'exact']),
  ]
  const converted =
    pConversion === null
      ? 'no journeys'
      : `${(pConversion * 100).toFixed(2)} % of journeys converted`
  return `${kind.join(', ')}: ${rows} paths, ${converted}`
}

const digits = (number: number | null | undefined, count: number): string =>
  number === null || number === undefined ? '' : number.toFixed(count)
