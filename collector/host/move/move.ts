import { AdminError } from '../../admin/errors.ts'
import {
  type Cursor,
  type Positions,
  TRANSFER_TABLES,
  type TransferTable,
} from '../../ledger/transfer.ts'
import { RestlessError, settleAll } from '../settle-all.ts'
import { told } from '../told.ts'
import { compareDerived } from './compare.ts'
import { factPages } from './rows.ts'
import type { MoveSide } from './side.ts'

/** What comes in while so few rows are copied is little: the source may be closed for the rest. */
const ROWS_LEFT_MAX = 1_000

/** A pass that copies more than this part of the one before will not get much further, nor will the next. */
const WORTH_A_PASS = 0.5

/** So long an open source may take to come to rest, ms; a closed one always does. */
const PATIENCE_MS = 120_000

export interface MoveTask {
  from: MoveSide
  to: MoveSide
  site: string
  progress: (text: string) => void
  /** How long an open source may take to come to rest, ms. */
  patienceMs?: number
}

export interface Moved {
  /** Rows that were copied, those that were copied again included. */
  rows: number
  /** None: the target is open, and the source closed. Else the target stays closed, and the source is open. */
  differences: string[]
}

/**
 * Copies a site to another host, in whole or from where an earlier move broke off: facts first, while
 * the source goes on; then the source is closed for the rest, the target derives its figures anew, and
 * opens when they are those of the source, bit for bit.
 * @throws AdminError; the source is open then, unless the message says otherwise
 */
export async function move(task: MoveTask): Promise<Moved> {
  const { from, to, site } = task
  const isOpen = await begin(task)
  let rows = 0
  try {
    // Before the source is closed, if it can be: it takes as long as all else.
    const early = isOpen ? await patiently(task, (until) => verified(from, task, until)) : undefined
    const differences = early ?? []
    if (differences.length === 0) {
      if (isOpen) rows += await copyWhileOpen(task)
      await close(task)
      if (!early) differences.push(...(await verified(from, task)))
    }
    if (differences.length === 0) {
      rows += await copyClosed(task)
      differences.push(...(await verified(to, task)), ...(await compareDerived(from, to, site)))
    }
    if (differences.length > 0) {
      await from.ask({ command: 'site_reopen', site })
      return { rows, differences }
    }
  } catch (error) {
    throw await reopened(task, error)
  }
  await openTarget(to, site)
  return { rows, differences: [] }
}

/** Whether the source is open still. @throws AdminError when one of the sides is not fit */
async function begin({ from, to, site }: MoveTask): Promise<boolean> {
  const shown = await from.ask({ command: 'site_show', site })
  const { created_at, identify_secret, status, status_note } = shown
  if (status === 'moving_in')
    throw new AdminError(`${site} is itself being moved to ${from.place}: finish that move first`)
  // The facts that came since are elsewhere.
  if (status === 'moved_out' && status_note !== noteOf('to', to))
    throw new AdminError(
      `${site} has moved out of ${from.place} (${status_note}): move it from there, or "site reopen ${site}" first`,
    )
  await to.ask({
    command: 'transfer_begin',
    site,
    note: noteOf('from', from),
    created_at: String(created_at),
    identify_secret: String(identify_secret),
  })
  return status === 'open'
}

async function copyWhileOpen(task: MoveTask): Promise<number> {
  const { from, to, site, progress } = task
  progress(`${site}: copying it from ${from.place} to ${to.place}`)
  let rows = 0
  for (let before = Infinity; before > ROWS_LEFT_MAX; ) {
    const copied = await copyAll(task)
    rows += copied
    if (copied > before * WORTH_A_PASS) break
    before = copied
  }
  await patiently(task, (until) => settleAll(site, { admin: from.ask, progress, until }))
  return rows
}

/** Does what a source must be at rest for; undefined when it takes in too much to come to rest. */
async function patiently<Result>(
  { site, progress, patienceMs = PATIENCE_MS }: MoveTask,
  work: (until: number) => Promise<Result>,
): Promise<Result | undefined> {
  try {
    return await work(Date.now() + patienceMs)
  } catch (error) {
    if (!(error instanceof RestlessError)) throw error
    progress(`${site}: it takes in too much to come to rest while it is open`)
    return undefined
  }
}

async function close({ from, to, site, progress }: MoveTask): Promise<void> {
  progress(`${site}: closing it at ${from.place} for the rest`)
  await from.ask({ command: 'site_close', site, note: noteOf('to', to) })
  await settleAll(site, { admin: from.ask, progress })
}

/** The rest, of a source that takes nothing in any more; then the target derives its figures. */
async function copyClosed(task: MoveTask): Promise<number> {
  const { from, to, site, progress } = task
  const rows = await copyAll(task)
  const { settings_version } = await from.ask({ command: 'transfer_positions', site })
  await to.ask({ command: 'transfer_finish', site, settings_version: Number(settings_version) })
  progress(`${site}: deriving its figures at ${to.place}`)
  await settleAll(site, { admin: to.ask, progress })
  return rows
}

async function verified(
  side: MoveSide,
  { site, progress }: MoveTask,
  until?: number,
): Promise<string[]> {
  progress(`${site}: verifying it at ${side.place}`)
  const found = await side.verify(site, { progress, until })
  return found.map((difference) => `${side.place}: ${difference}`)
}

/** Goes on in each table where the target is. */
async function copyAll(task: MoveTask): Promise<number> {
  const { last } = (await task.to.ask({
    command: 'transfer_positions',
    site: task.site,
  })) as unknown as Pick<Positions, 'last'>
  let rows = 0
  for (const table of TRANSFER_TABLES) rows += await copyTable(task, table, last[table])
  return rows
}

async function copyTable(
  { from, to, site, progress }: MoveTask,
  table: TransferTable,
  after: Cursor | null,
): Promise<number> {
  const tell = told(progress)
  let copied = 0
  for await (const page of factPages(from, site, table, after)) {
    if (page.rows.length === 0) continue
    await to.ask({ command: 'transfer_import', site, page })
    copied += page.rows.length
    tell(`${site}: ${copied} rows of ${table} copied`)
  }
  return copied
}

/** Whoever asked for the opening may not have heard that it was done: two open sites would part. */
async function openTarget(to: MoveSide, site: string): Promise<void> {
  try {
    await to.ask({ command: 'site_reopen', site })
  } catch (error) {
    throw new AdminError(
      `${messageOf(error)}\nAll is copied and compared, and ${site} is closed at the source. Look with "site status ${site}" whether it is open at ${to.place}, and run the move again if it is not.`,
    )
  }
}

/** What broke off can be run again: until then the source takes facts as before. */
async function reopened({ from, site }: MoveTask, error: unknown): Promise<AdminError> {
  const isOpen = await from.ask({ command: 'site_reopen', site }).then(
    () => true,
    () => false,
  )
  const state = isOpen
    ? `${site} is open at ${from.place} as before`
    : `${site} may be closed at ${from.place} ("site reopen ${site}" opens it)`
  return new AdminError(
    `${messageOf(error)}\n${state}; run the move again to go on where it broke off.`,
  )
}

/** Who writes to a closed site hears it, so it tells no path. */
const noteOf = (word: 'from' | 'to', { label }: MoveSide): string => `${word} ${label}`

const messageOf = (error: unknown): string =>
  error instanceof Error ? error.message : String(error)
