import { formatDay } from '../../shared/dates.ts'
import { isFitError } from '../ledger/fits.ts'
import {
  ActivationError,
  activated,
  fitRequestOf,
  knownOf,
  shownFit,
  shownVersion,
  versionOf,
  whyNotYet,
} from '../ledger/fitted-models.ts'
import type { AdminAnswer, Parsed } from './commands.ts'
import { AdminError, AdminInputError } from './errors.ts'
import { ledgerOf, type OwnedLedgers, type ReadableSites } from './owned-ledgers.ts'

/** Begins a fit; the host brings it on by itself. */
export async function fitModel(
  ledgers: OwnedLedgers,
  clock: () => number,
  { command: _, site, ...body }: Parsed<'models_fit'>,
): Promise<AdminAnswer> {
  const ledger = await ledgerOf(ledgers, site)
  const now = clock()
  const notYet = whyNotYet(body, (await ledger.state()).settings, now)
  if (notYet)
    throw new AdminInputError([{ field: 'to', message: `"${formatDay(body.to)}" ${notYet}` }])
  const by = { source: 'cli', owner: 'cli', receivedAt: now } as const
  try {
    return { site, fit: shownFit(await ledger.startFit(fitRequestOf(body), by)) }
  } catch (error) {
    throw isFitError(error) ? new AdminError(error.message) : error
  }
}

export async function listModels(sites: ReadableSites, site: string): Promise<AdminAnswer> {
  const { versions, fits, settings } = await modelsOf(sites, site)
  return {
    site,
    versions: versions.map((version) => shownVersion(version, settings)),
    fits: fits.map(shownFit),
  }
}

/** A version, or the fit that becomes one. @throws AdminError when there is none of this id */
export async function showModel(
  sites: ReadableSites,
  { site, id }: Parsed<'models_show'>,
): Promise<AdminAnswer> {
  const { versions, fits, settings } = await modelsOf(sites, site)
  const version = versions.find((one) => one.id === id)
  if (version) return { site, model: shownVersion(version, settings) }
  const fit = fits.find((one) => one.id === id)
  if (fit) return { site, model: shownFit(fit) }
  throw new AdminError(`there is no version "${id}": ${knownOf(versions)}`)
}

/** The figures under it are complete once `settle` says that nothing waits. */
export async function activateModel(
  ledgers: OwnedLedgers,
  clock: () => number,
  { site, id, force }: Parsed<'models_activate'>,
): Promise<AdminAnswer> {
  const ledger = await ledgerOf(ledgers, site)
  const state = await ledger.state()
  const found = await ledger.report({ kind: 'model_versions' })
  try {
    const version = versionOf(id, found)
    const settings = activated(version, state.settings, { force, advice: 'say --force' })
    const by = { owner: 'cli', at: clock() }
    const after = settings ? await ledger.change({ kind: 'settings', settings, ...by }) : state
    return {
      site,
      activated: { id, model: version.request.model },
      settings_version: after.settingsVersion,
      changed: settings !== undefined,
    }
  } catch (error) {
    throw error instanceof ActivationError ? new AdminError(error.message) : error
  }
}

async function modelsOf(sites: ReadableSites, site: string) {
  const ledger = await ledgerOf(sites, site)
  return ledger.report({ kind: 'model_versions' })
}
