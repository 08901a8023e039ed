import type { AskAdmin } from '../../admin/commands.ts'
import type { Administrator } from '../administer.ts'

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
  /** Whether a switch was given. */
  has(name: string): boolean
  /** All values of a list option; undefined when it was not given. */
  list(name: string): string[] | undefined
}

/** What a command can use. */
export interface CliContext {
  /** The data folder; of commands that need one (`needsFolder`). */
  folder: string
  /** Whether the commands go to a collector far away, and not to the folder. */
  isFar: boolean
  /** Where the commands go, as people read it: the data folder, or the address of a collector. */
  place: string
  /** Base address that stands in what is printed, without a slash at the end. */
  url: string
  /** Asks the collector that is far away, or the one that runs here, or does it when none runs. */
  admin: AskAdmin
  /**
   * A collector far away, for a command that names it itself.
   * @param option that it was typed after
   * @throws UsageError for what is no address, and without the admin token
   */
  remote(typed: string, option: string): RemotePlace
  /** Gives the data folder back until the next command: of what waits long between two. */
  rest(): Promise<void>
  /** Tells how far long work is, on standard error. */
  progress(text: string): void
}

export interface RemotePlace {
  /** The address as it is kept: without a slash at the end. */
  place: string
  administrator: Administrator
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
  /** Why it works on the files of a data folder alone; absent when it can be asked from afar. */
  needsFolder?: string
  /** It names where it works by options of its own, and takes no `--at`. */
  ownPlaces?: true
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
