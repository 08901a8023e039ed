import { type Administrator, FolderAdministrator } from '../administer.ts'
import { collectorAddress } from '../collector-address.ts'
import type { Config } from '../config.ts'
import { publicUrl } from '../public-url.ts'
import { RemoteAdministrator } from '../remote-administrator.ts'
import { type CliContext, type Command, type RemotePlace, UsageError } from './command.ts'

/** Where a command goes: who does it, and what stands in what is printed. */
export interface Where extends Pick<CliContext, 'place' | 'url' | 'isFar'> {
  administrator: Administrator
}

/**
 * A collector far away, when `--at` or PATHWORTH_AT names one; else the data folder.
 * @throws UsageError for an address or a command that it can't be, and without the token
 */
export function whereOf(command: Command, config: Config, typed: string | undefined): Where {
  if (command.ownPlaces && typed !== undefined)
    throw new UsageError(`${command.name} takes no --at: its own options say where it works`)
  const given = command.ownPlaces ? undefined : config.PATHWORTH_AT
  const at = typed === undefined ? given : addressOf(typed, 'at')
  const folder = config.PATHWORTH_DATA
  if (at === undefined)
    return {
      administrator: new FolderAdministrator(folder, {
        webhookHosts: config.PATHWORTH_WEBHOOK_HOSTS,
      }),
      place: folder,
      isFar: false,
      url: publicUrl(config),
    }
  if (command.needsFolder)
    throw new UsageError(
      `${command.name} needs the data folder, since ${command.needsFolder}: run it where the folder is, without --at and PATHWORTH_AT`,
    )
  return {
    administrator: new RemoteAdministrator(at, tokenOf(config, at)),
    place: at,
    isFar: true,
    url: config.PATHWORTH_URL ?? at,
  }
}

/** @throws UsageError */
export function remotePlace(config: Config, typed: string, option: string): RemotePlace {
  const place = addressOf(typed, option)
  return { place, administrator: new RemoteAdministrator(place, tokenOf(config, place)) }
}

function addressOf(typed: string, option: string): string {
  const parsed = collectorAddress.safeParse(typed)
  if (parsed.success) return parsed.data
  throw new UsageError(`--${option} ${typed}: ${parsed.error.issues[0]?.message}`)
}

function tokenOf({ PATHWORTH_ADMIN_TOKEN: token }: Config, at: string): string {
  if (token !== undefined) return token
  throw new UsageError(
    `PATHWORTH_ADMIN_TOKEN is not set: put the one that ${at} was given into the environment (an option would show it to all on this machine)`,
  )
}
