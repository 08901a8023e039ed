import { OPTIONS } from '../config.ts'
import type { Command } from './command.ts'

/** How people call this command line. */
export const CALL = 'npm run pathworth --'

/** Two columns, the left one as wide as it needs. */
export function columns(rows: readonly (readonly [string, string])[], indent = '  '): string[] {
  const width = Math.max(0, ...rows.map(([left]) => left.length))
  return rows.map(([left, right]) => `${indent}${left.padEnd(width)}  ${right}`.trimEnd())
}

/** Columns as wide as they need. */
export function table(rows: readonly (readonly string[])[]): string[] {
  const widthAt = (at: number): number => Math.max(...rows.map((row) => row[at]?.length ?? 0))
  return rows.map((row) =>
    row
      .map((cell, at) => cell.padEnd(widthAt(at)))
      .join('  ')
      .trimEnd(),
  )
}

export const usageOf = ({ name, args, options }: Command): string =>
  [
    name,
    ...args,
    ...Object.entries(options).map(([option, { value, required }]) => {
      const text = value === undefined ? `--${option}` : `--${option} ${value}`
      return required ? text : `[${text}]`
    }),
    '[--json]',
  ].join(' ')

/** All there is: commands, environment, exit codes. `group` narrows the commands: `site`, `key`. */
export function overview(commands: readonly Command[], group = ''): string {
  const shown = commands.filter(({ name }) => name.startsWith(group))
  return [
    `Usage: ${CALL} ${group || '<command>'} …`,
    '',
    'Commands:',
    ...columns(shown.map((command) => [usageOf(command), ''])).map((line) => line.trimEnd()),
    '',
    ...shown.flatMap(({ name, summary }) => [`  ${name}: ${summary}`]),
    '',
    `Each has its own help with examples: ${CALL} ${shown[0]?.name ?? ''} --help`,
    'Each takes --json, which prints one line of JSON. Put --silent after "npm run" to see nothing else.',
    'Commands that write reach a running collector through a socket in the data folder, and take',
    'effect at once; when none runs they write themselves. The others only read.',
    '--at https://… (or PATHWORTH_AT) sends a command to a collector far away instead; it takes those',
    `that come with its PATHWORTH_ADMIN_TOKEN in the environment. Not so ${namesOf(commands.filter(needsFolder))}.`,
    '',
    'Environment of the collector (npm start) and of these commands:',
    ...columns(OPTIONS.map(({ name, fallback, meaning }) => [named(name, fallback), meaning])),
    '',
    'Exit codes: 0 done, 1 failed, 2 typed wrongly.',
  ].join('\n')
}

export function helpOf(command: Command): string {
  const options = Object.entries(command.options).map(
    ([name, { value, meaning }]): [string, string] => [
      value === undefined ? `--${name}` : `--${name} ${value}`,
      meaning,
    ],
  )
  return [
    `Usage: ${CALL} ${usageOf(command)}`,
    '',
    command.summary,
    ...(command.notes ?? []),
    '',
    'Options:',
    ...columns([...options, ['--json', 'Print one line of JSON.'], ...atOption(command)]),
    '',
    'Examples:',
    ...command.examples.map((example) => `  ${CALL} ${example}`),
    '',
    `PATHWORTH_DATA names the data folder; ${CALL} --help lists all of the environment.`,
  ].join('\n')
}

const needsFolder = (command: Command): boolean => command.needsFolder !== undefined

const namesOf = (commands: readonly Command[]): string =>
  commands.map(({ name }) => name).join(', ')

function atOption({ needsFolder, ownPlaces }: Command): [string, string][] {
  if (ownPlaces) return []
  if (needsFolder) return [['(no --at)', `It needs the data folder, since ${needsFolder}.`]]
  return [
    ['--at URL', 'Send it to the collector there, with PATHWORTH_ADMIN_TOKEN of the environment.'],
  ]
}

const named = (name: string, fallback: string): string =>
  fallback === '' ? name : `${name}=${fallback}`
