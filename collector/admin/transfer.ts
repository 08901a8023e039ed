import type { Ledger, SiteState } from '../ledger/ledger.ts'
import { MoveError } from '../ledger/transfer.ts'
import type { AdminAnswer, Parsed } from './commands.ts'
import { AdminError } from './errors.ts'
import { newSite } from './new-site.ts'
import { ledgerOf, type OwnedLedgers } from './owned-ledgers.ts'

type TransferCommand = Parsed<
  | 'site_close'
  | 'site_reopen'
  | 'transfer_begin'
  | 'transfer_positions'
  | 'transfer_export'
  | 'transfer_derived'
  | 'transfer_import'
  | 'transfer_finish'
>

/** Does one step of a move. @throws AdminError */
export async function runTransfer(
  ledgers: OwnedLedgers,
  clock: () => number,
  wanted: TransferCommand,
): Promise<AdminAnswer> {
  try {
    if (wanted.command === 'transfer_begin') return await begin(ledgers, wanted)
    return await step(await ledgerOf(ledgers, wanted.site), clock, wanted)
  } catch (error) {
    throw error instanceof MoveError ? new AdminError(error.message) : error
  }
}

type Step = Exclude<TransferCommand, { command: 'transfer_begin' }>

async function step(ledger: Ledger, clock: () => number, wanted: Step): Promise<AdminAnswer> {
  const { site } = wanted
  switch (wanted.command) {
    case 'site_close':
      await ledger.change({
        ...{ kind: 'status', status: 'moved_out' },
        note: wanted.note,
        at: clock(),
      })
      return { site, status: 'moved_out', note: wanted.note }
    case 'site_reopen':
      await ledger.change({ kind: 'status', status: 'open' })
      return { site, status: 'open' }
    case 'transfer_positions': {
      const { settingsVersion, ...positions } = await ledger.positions()
      return { site, ...positions, settings_version: settingsVersion }
    }
    case 'transfer_export':
      if (wanted.table === 'site' && wanted.after === null) await noteCopy(ledger, clock())
      return { ...(await ledger.exportRows(wanted)) }
    case 'transfer_derived':
      return { ...(await ledger.derivedRows(wanted)) }
    case 'transfer_import':
      await ledger.importRows(wanted.page)
      return { site, rows: wanted.page.rows.length }
    case 'transfer_finish':
      await ledger.finishMove({ settingsVersion: wanted.settings_version })
      return { site }
  }
}

/** Each pass of a move begins with this table. A site that is closed already stays as it is. */
async function noteCopy(ledger: Ledger, at: number): Promise<void> {
  const { status = 'open' } = await ledger.state()
  if (status === 'open') await ledger.change({ kind: 'copied', at })
}

/**
 * Makes the target of a move, or goes on with one. A site that has moved out takes itself back. The
 * settings that it begins with are replaced by those that are copied.
 */
async function begin(
  ledgers: OwnedLedgers,
  { site, note, created_at, identify_secret }: Parsed<'transfer_begin'>,
): Promise<AdminAnswer> {
  const createdAt = Date.parse(created_at)
  const known = await ledgers.open(site)
  if (!known) {
    const { state } = await newSite(
      { site, domains: ['localhost'], currency: 'EUR', timeZone: 'UTC' },
      createdAt,
    )
    await ledgers.create({
      ...state,
      keys: [],
      identifySecret: identify_secret,
      status: 'moving_in',
      statusNote: note,
    })
    return { site, status: 'moving_in' }
  }
  const state = await known.state()
  requireSame(state, createdAt, identify_secret)
  if (state.status !== 'moving_in')
    await known.change({ kind: 'status', status: 'moving_in', note })
  return { site, status: 'moving_in' }
}

/** @throws AdminError when what is there is another site of the name, or is in use */
function requireSame(state: SiteState, createdAt: number, identifySecret: string): void {
  const { site, status = 'open' } = state
  if (state.createdAt !== createdAt || state.identifySecret !== identifySecret)
    throw new AdminError(`there is another site named "${site}" at the target: nothing was copied`)
  if (status === 'open')
    throw new AdminError(
      `"${site}" is open at the target: it has moved there already, or there is a copy in use`,
    )
}
