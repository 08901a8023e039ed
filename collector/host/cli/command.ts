import type { AdminAnswer, AdminCommand } from '../admin-commands.ts'

/** One option of a command, as `parseArgs` and `--help` want it. */
export interface CliOption {
  /** What stands for its value in the help; absent for a switch. */
  value?: string
  meaning: string
  required?: boolean
  /** May be given several times, and each may be a comma-separated list. */
  list?: boolean
}

/** What was typed, after the command's name. */
export interface CliInput {
  args: readonly string[]
  /** Value of an option that takes one; undefined when it was not given. */
  option(name: string): string | undefined
  /** All values of a list option; undefined when it was not given. */
  list(name: string): string[] | undefined
}

/** What a command can use. */
export interface CliContext {
  /** The data folder. */
  folder: string
  /** Base address that stands in what is printed, without a slash at the end. */
  url: string
  /** Asks the running collector, or does it here when none runs. */
  admin(command: AdminCommand): Promise<AdminAnswer>
}

export interface Outcome {
  /** What `--json` prints, on one line. */
  json: unknown
  /** What people read. */
  text: string
  /** The exit code is 1: the command has done its work, and found something wrong. */
  failed?: boolean
}

export interface Command {
  /** Words that call it: `site create`. */
  name: string
  /** Positional arguments as the help writes them; `[site…]` is optional and many. */
  args: readonly string[]
  summary: string
  /** What more there is to know, as paragraphs. */
  notes?: readonly string[]
  options: Readonly<Record<string, CliOption>>
  examples: readonly string[]
  run(input: CliInput, context: CliContext): Promise<Outcome>
}

/** Typed wrongly: exit code 2, and where the help is. */
export class UsageError extends Error {
  constructor(message: string) {
    super(message)
    this.name = 'UsageError'
  }
}
