import { type ParseArgsOptionsConfig, parseArgs } from 'node:util'
import { type CliInput, type Command, UsageError } from './command.ts'

export interface ParsedInput {
  input: CliInput
  json: boolean
  /** The address after `--at`, as it was typed. */
  at: string | undefined
}

/** What may stand before the command's name as well as after it: moved behind it. */
export function atLast(words: readonly string[]): string[] {
  const [first = '', second, ...rest] = words
  if (first === '--at' && second !== undefined) return [...atLast(rest), first, second]
  return first.startsWith('--at=') ? [...atLast(words.slice(1)), first] : [...words]
}

/** The command that the first words name, and the words after it; undefined when none is named. */
export function findCommand(
  commands: readonly Command[],
  words: readonly string[],
): { command: Command; rest: string[] } | undefined {
  for (const command of commands) {
    const name = command.name.split(' ')
    if (name.every((word, at) => words[at] === word))
      return { command, rest: words.slice(name.length) }
  }
  return undefined
}

/** @throws UsageError for what the command does not take, or lacks */
export function parseInput(command: Command, words: readonly string[]): ParsedInput {
  const { values, positionals } = parsed(command, words)
  checkCount(command, positionals)
  const missing = Object.entries(command.options).find(
    ([name, { required }]) => required && values[name] === undefined,
  )
  if (missing) throw new UsageError(`--${missing[0]} is missing: ${missing[1].meaning}`)
  return {
    json: values['json'] === true,
    at: textOf(values['at']),
    input: {
      args: positionals,
      option: (name) => textOf(values[name]),
      has: (name) => values[name] === true,
      list: (name) => listOf(values[name]),
    },
  }
}

function parsed(command: Command, words: readonly string[]) {
  const options: ParseArgsOptionsConfig = { json: { type: 'boolean' }, at: { type: 'string' } }
  for (const [name, { value, list }] of Object.entries(command.options))
    options[name] = { type: value === undefined ? 'boolean' : 'string', multiple: list ?? false }
  try {
    return parseArgs({ args: [...words], options, allowPositionals: true })
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error))
  }
}

function checkCount({ args }: Command, given: readonly string[]): void {
  const needed = args.filter((arg) => arg.startsWith('<'))
  const missing = needed[given.length]
  if (missing) throw new UsageError(`${missing} is missing`)
  const many = args.some((arg) => arg.includes('…'))
  const extra = given[args.length]
  if (extra !== undefined && !many) throw new UsageError(`"${extra}" is one word too many`)
}

type Value = string | boolean | (string | boolean)[] | undefined

const textOf = (value: Value): string | undefined => (typeof value === 'string' ? value : undefined)

function listOf(value: Value): string[] | undefined {
  if (!Array.isArray(value)) return undefined
  return value.flatMap((text) => String(text).split(',')).map((text) => text.trim())
}
