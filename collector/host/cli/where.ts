import { type Administrator, FolderAdministrator } from '../administer.ts'
import { collectorAddress } from '../collector-address.ts'
import type { Config } from '../config.ts'
import { publicUrl } from '../public-url.ts'
import { RemoteAdministrator } from '../remote-administrator.ts'
import { type CliContext, type Command, UsageError } from './command.ts'

/** Where a command goes: who does it, and what stands in what is printed. */
export interface Where extends Pick<CliContext, 'place' | 'url'> {
  administrator: Administrator
}

/**
 * A collector far away, when `--at` or PATHWORTH_AT names one; else the data folder.
 * @throws UsageError for an address or a command that it can't be, and without the token
 */
export function whereOf(command: Command, config: Config, typed: string | undefined): Where {
  const at = typed === undefined ? config.PATHWORTH_AT : addressOf(typed)
  const folder = config.PATHWORTH_DATA
  if (at === undefined)
    return {
      administrator: new FolderAdministrator(folder),
      place: folder,
      url: publicUrl(config),
    }
  if (command.needsFolder)
    throw new UsageError(
      `${command.name} needs the data folder, since ${command.needsFolder}: run it where the folder is, without --at and PATHWORTH_AT`,
    )
  return {
    administrator: new RemoteAdministrator(at, tokenOf(config, at)),
    place: at,
    url: config.PATHWORTH_URL ?? at,
  }
}

function addressOf(typed: string): string {
  const parsed = collectorAddress.safeParse(typed)
  if (parsed.success) return parsed.data
  throw new UsageError(`--at ${typed}: ${parsed.error.issues[0]?.message}`)
}

function tokenOf({ PATHWORTH_ADMIN_TOKEN: token }: Config, at: string): string {
  if (token !== undefined) return token
  throw new UsageError(
    `PATHWORTH_ADMIN_TOKEN is not set: put the one that ${at} was given into the environment (an option would show it to all on this machine)`,
  )
}
