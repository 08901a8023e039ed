import { existsSync } from 'node:fs'
import { basename, dirname, resolve } from 'node:path'
import { isSiteId } from '../../../shared/ids.ts'
import { AdminError } from '../../admin/errors.ts'
import { siteFile } from '../../ledger/threads/site-files.ts'
import { move } from '../move/move.ts'
import { folderSide, type MoveSide, remoteSide } from '../move/side.ts'
import {
  type CliContext,
  type CliInput,
  type Command,
  type Outcome,
  UsageError,
} from './command.ts'

/** A side as it was typed. */
interface NamedSide {
  /** The site that the name of a file says. */
  site: string | undefined
  /** undefined for a collector far away. */
  folder: string | undefined
  place: string
  open: () => MoveSide
}

const moveCommand: Command = {
  name: 'move',
  args: [],
  summary: 'Copy a site to another host, compare all figures bit for bit, and open it there.',
  notes: [
    'From a data folder to a collector far away, back, or between two of a kind. An address is asked',
    'with PATHWORTH_ADMIN_TOKEN (of two addresses both must have been given the same). The source goes',
    'on while most is copied; for the rest, and the comparison, it answers those who write with 503:',
    'the tag and backends send again, and nothing is lost. Run it again if it breaks off: it goes on',
    'from there. When anything differs the target stays closed, the source goes on, and it exits with 1.',
  ],
  options: {
    from: {
      value: 'FILE|URL',
      required: true,
      meaning: 'Where the site is: data/sites/shop.db, a data folder, or https://…',
    },
    to: { value: 'FILE|URL', required: true, meaning: 'Where it shall be: the same.' },
    site: { value: 'SITE', meaning: 'Which site, where neither side is a file of one.' },
  },
  ownPlaces: true,
  examples: [
    'move --from data/sites/shop.db --to https://t.shop.example',
    'move --from https://t.shop.example --to data --site shop',
  ],
  run: async (input, context) => {
    const from = namedSide('from', input, context)
    const to = namedSide('to', input, context)
    if (from.place === to.place) throw new UsageError('--from and --to name the same place')
    const site = siteOf(input, from, to)
    if (from.folder !== undefined && !existsSync(siteFile(from.folder, site)))
      throw new AdminError(`there is no site "${site}" in ${from.folder}`)
    return moved(site, from.open(), to.open(), context)
  },
}

export const MOVE_COMMANDS: readonly Command[] = [moveCommand]

async function moved(
  site: string,
  from: MoveSide,
  to: MoveSide,
  context: CliContext,
): Promise<Outcome> {
  try {
    const answer = await move({ from, to, site, progress: context.progress })
    const isThere = answer.differences.length === 0
    return {
      json: { site, from: from.place, to: to.place, moved: isThere, ...answer },
      text: isThere ? nextSteps(site, from, to) : differs(site, from, to, answer.differences),
      failed: !isThere,
    }
  } finally {
    await from.close()
    await to.close()
  }
}

const nextSteps = (site: string, from: MoveSide, to: MoveSide): string =>
  [
    `${site} is open at ${to.place}, with the same figures, and closed at ${from.place}.`,
    '',
    'What is left to do:',
    '  1. Let the address of the script tag and of your backends (its DNS record, or data-endpoint and',
    '     the URL in the backend) point to the new collector. Until then they hear 503, and send again.',
    '  2. Keep the old site until you are content: its reports still answer. It stays closed.',
    `To undo it, before anything was sent to the new one: "site reopen ${site}" at ${from.place}.`,
  ].join('\n')

const differs = (
  site: string,
  from: MoveSide,
  to: MoveSide,
  differences: readonly string[],
): string =>
  [
    `${site} DIFFERS: it stays closed at ${to.place}, and goes on at ${from.place}.`,
    ...differences.map((difference) => `  ${difference}`),
  ].join('\n')

/** @throws UsageError for what names neither a collector nor a data folder */
function namedSide(option: 'from' | 'to', input: CliInput, { remote }: CliContext): NamedSide {
  const typed = input.option(option) ?? ''
  if (typed.includes('://')) {
    const { place, administrator } = remote(typed, option)
    return {
      site: undefined,
      folder: undefined,
      place,
      open: () => remoteSide(place, administrator),
    }
  }
  const path = resolve(typed)
  const folder = typed.endsWith('.db') ? dirname(dirname(path)) : path
  const site = typed.endsWith('.db') ? basename(path, '.db') : undefined
  const isSiteFile = site !== undefined && basename(dirname(path)) === 'sites' && isSiteId(site)
  if (site === undefined ? !existsSync(folder) : !isSiteFile)
    throw new UsageError(
      `--${option} ${typed}: is no address (https://…), no data folder that is there (make one with mkdir), and no file of a site in one (data/sites/shop.db)`,
    )
  return { site, folder, place: folder, open: () => folderSide(folder) }
}

/** The site that is meant, by the same name on both sides: its keys and pages say it. */
function siteOf(input: CliInput, from: NamedSide, to: NamedSide): string {
  const named = [input.option('site'), from.site, to.site].filter((site) => site !== undefined)
  const [site, ...others] = named
  if (site === undefined) throw new UsageError('--site is missing: say which site is to be moved')
  const other = others.find((name) => name !== site)
  if (other === undefined) return site
  throw new UsageError(
    `"${site}" can't become "${other}": a site keeps its name, since its keys and its pages say it`,
  )
}
