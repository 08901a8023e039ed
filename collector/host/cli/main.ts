import { AdminInputError } from '../../admin/errors.ts'
import { ConfigError, parseConfig } from '../config.ts'
import { ATTRIBUTE_COMMANDS } from './attribute-command.ts'
import { AUDIT_COMMANDS } from './audit-commands.ts'
import { CAMPAIGN_COMMANDS } from './campaign-commands.ts'
import { CARE_COMMANDS } from './care-commands.ts'
import { CODE_COMMANDS } from './code-commands.ts'
import { type CliContext, type Command, UsageError } from './command.ts'
import { ERASURE_COMMANDS } from './erasure-commands.ts'
import { EXPORT_COMMANDS } from './export-command.ts'
import { helpOf, overview, usageOf } from './help.ts'
import { IMPORT_COMMANDS } from './import-commands.ts'
import { KEY_COMMANDS } from './key-commands.ts'
import { LINK_COMMANDS } from './link-commands.ts'
import { MODEL_COMMANDS } from './model-commands.ts'
import { MOVE_COMMANDS } from './move-command.ts'
import { OUTGOING_COMMANDS } from './outgoing-commands.ts'
import { atLast, findCommand, parseInput } from './parse.ts'
import { PERIOD_COMMANDS } from './period-commands.ts'
import { QUARANTINE_COMMANDS } from './quarantine-commands.ts'
import { RATES_COMMANDS } from './rates-command.ts'
import { SHARE_COMMANDS } from './share-commands.ts'
import { SITE_COMMANDS } from './site-commands.ts'
import { SNAPSHOT_COMMANDS } from './snapshot-commands.ts'
import { TOUCH_COMMANDS } from './touch-commands.ts'
import { WEBHOOK_COMMANDS } from './webhook-commands.ts'
import { remotePlace, whereOf } from './where.ts'

const COMMANDS: readonly Command[] = [
  ...SITE_COMMANDS,
  ...KEY_COMMANDS,
  ...SHARE_COMMANDS,
  ...CARE_COMMANDS,
  ...RATES_COMMANDS,
  ...IMPORT_COMMANDS,
  ...EXPORT_COMMANDS,
  ...MODEL_COMMANDS,
  ...AUDIT_COMMANDS,
  ...PERIOD_COMMANDS,
  ...CAMPAIGN_COMMANDS,
  ...CODE_COMMANDS,
  ...TOUCH_COMMANDS,
  ...LINK_COMMANDS,
  ...WEBHOOK_COMMANDS,
  ...OUTGOING_COMMANDS,
  ...QUARANTINE_COMMANDS,
  ...ERASURE_COMMANDS,
  ...SNAPSHOT_COMMANDS,
  ...MOVE_COMMANDS,
  ...ATTRIBUTE_COMMANDS,
]

const DONE = 0
const FAILED = 1
const TYPED_WRONGLY = 2

export interface CliOutput {
  out(text: string): void
  err(text: string): void
}

/** Runs one command line, and gives its exit code. */
export async function runCli(
  typed: readonly string[],
  env: Readonly<Record<string, string | undefined>>,
  output: CliOutput,
): Promise<number> {
  const words = atLast(typed)
  const found = findCommand(COMMANDS, words)
  if (asksForHelp(words)) {
    output.out(found ? helpOf(found.command) : overview(COMMANDS, groupOf(words)))
    return DONE
  }
  if (!found) {
    output.err(unknownCommand(words))
    return TYPED_WRONGLY
  }
  try {
    return await run(found.command, found.rest, env, output)
  } catch (error) {
    return explain(error, found.command, output)
  }
}

async function run(
  command: Command,
  rest: readonly string[],
  env: Readonly<Record<string, string | undefined>>,
  output: CliOutput,
): Promise<number> {
  const { input, json, at } = parseInput(command, rest)
  const config = parseConfig(env)
  const { administrator, ...where } = whereOf(command, config, at)
  const context: CliContext = {
    folder: config.PATHWORTH_DATA,
    ...where,
    admin: (asked) => administrator.ask(asked),
    rest: () => administrator.close(),
    remote: (named, option) => remotePlace(config, named, option),
    progress: output.err,
  }
  try {
    const outcome = await command.run(input, context)
    output.out(json ? JSON.stringify(outcome.json) : outcome.text)
    return outcome.failed ? FAILED : DONE
  } finally {
    await administrator.close()
  }
}

function explain(error: unknown, command: Command, output: CliOutput): number {
  const message = error instanceof Error ? error.message : String(error)
  output.err(message)
  if (error instanceof ConfigError) return TYPED_WRONGLY
  if (!(error instanceof UsageError || error instanceof AdminInputError)) return FAILED
  output.err(`Usage: npm run pathworth -- ${usageOf(command)}`)
  output.err(`Help:  npm run pathworth -- ${command.name} --help`)
  return TYPED_WRONGLY
}

const asksForHelp = (words: readonly string[]): boolean =>
  words.some((word) => word === '--help' || word === '-h') || words[0] === 'help'

/** `site` of `site --help`; '' for all. */
function groupOf(words: readonly string[]): string {
  const [word = ''] = words.filter((one) => !one.startsWith('-') && one !== 'help')
  return COMMANDS.some(({ name }) => name.split(' ')[0] === word) ? word : ''
}

function unknownCommand(words: readonly string[]): string {
  const typed = words.length > 0 ? `There is no command "${words.join(' ')}". ` : ''
  return `${typed}These are the commands:\n\n${overview(COMMANDS, groupOf(words))}`
}
