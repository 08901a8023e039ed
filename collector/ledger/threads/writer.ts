import { existsSync, renameSync, rmSync } from 'node:fs'
import type { FitBy, FitRequest, FittedData, FitUnderWay } from '../fits.ts'
import { type Freshness, type SiteChange, SiteExistsError, type SiteState } from '../ledger.ts'
import type { Due, SentMessage } from '../outgoing.ts'
import type { Proof } from '../proof.ts'
import type { SqliteSite } from '../sqlite/site.ts'
import { createSiteFile } from '../sqlite/site-file.ts'
import { type RowsPage, SiteClosedError, type TransferTable } from '../transfer.ts'
import { flushFolder } from './flush.ts'
import type { CommitAnswer, SiteBatches } from './group-commit.ts'
import { LogFlush } from './log-flush.ts'
import { openSite } from './open-site.ts'
import { OpenSites } from './open-sites.ts'
import { packAnswers, unpackWork } from './packing.ts'
import { siteFile, sitesFolder } from './site-files.ts'

export interface ThreadData {
  /** The data folder. */
  folder: string
}

const OPEN_SITES_MAX = 64

/** Small, because an append that arrives meanwhile waits for the slice to end. */
const CONVERSIONS_A_SLICE = 50

/** How long what is remembered of visitors may stay unwritten, ms. */
const REST_MS = 1000

/** A site, and its log, which is flushed beside the writing. */
class OwnedSite {
  readonly site: SqliteSite
  readonly log: LogFlush

  constructor(folder: string, site: string) {
    this.site = openSite(folder, site, { readOnly: false, flushedApart: true })
    this.log = new LogFlush(siteFile(folder, site))
  }

  close(): void {
    this.site.close()
    this.log.close()
  }
}

/**
 * The one writer of its sites. Answers what it is asked, and settles credit in slices while nobody
 * asks: an append that arrives between two slices goes first.
 */
export class Writer {
  readonly #folder: string
  readonly #sites: OpenSites<OwnedSite>
  readonly #unsettled = new Set<string>()
  readonly #behind = new Set<string>()
  readonly #clock: () => number
  readonly #onTrouble: (site: string, error: unknown) => void
  #settling = false

  constructor(
    { folder }: ThreadData,
    clock: () => number,
    onTrouble: (site: string, error: unknown) => void,
  ) {
    this.#folder = folder
    this.#clock = clock
    this.#onTrouble = onTrouble
    this.#sites = new OpenSites((site) => new OwnedSite(folder, site), OPEN_SITES_MAX)
  }

  /** Resolves when all that was committed of a site is on the disk, as it is once the site is closed. */
  async flushed(site: string): Promise<void> {
    await this.#sites.ifOpen(site)?.log.done()
  }

  /** One commit a site, however many batches wait for it. */
  append(work: SiteBatches[]): CommitAnswer[] {
    return work.map(({ site, batches }) => {
      try {
        const open = this.#site(site)
        const answers = open.append(batches, this.#clock())
        if (open.waits) this.#settleLater(site)
        this.#catchUpLater(site)
        return answers
      } catch (error) {
        if (error instanceof SiteClosedError) {
          const { name, message } = error
          return batches.map(() => ({ error: message, name }))
        }
        this.#onTrouble(site, error)
        return batches.map(() => ({ error: String(error) }))
      }
    })
  }

  open(site: string): SiteState {
    const state = this.#site(site).state()
    this.#settleLater(site)
    return state
  }

  /** Under another name first: a site's file is whole from the moment that it has its name. */
  create(state: SiteState): SiteState {
    const file = siteFile(this.#folder, state.site)
    if (existsSync(file)) throw new SiteExistsError(state.site)
    for (const left of ['', '-wal', '-shm']) rmSync(`${file}.new${left}`, { force: true })
    createSiteFile(`${file}.new`, state).close()
    renameSync(`${file}.new`, file)
    flushFolder(sitesFolder(this.#folder))
    return this.open(state.site)
  }

  /** Looks at what has become due by time alone. */
  wake(site: string): void {
    this.#settleLater(site)
  }

  change(site: string, change: SiteChange): SiteState {
    const state = this.#site(site).change(change)
    this.#settleLater(site)
    return state
  }

  settle(site: string, budget: { conversions: number }): Freshness {
    return this.#site(site).settle(budget, this.#clock())
  }

  /** The state after it: settings and keys come as rows, too. */
  importRows(site: string, page: RowsPage<TransferTable>): SiteState {
    const open = this.#site(site)
    open.importRows(page)
    return open.state()
  }

  finishMove(site: string, finish: { settingsVersion: number }): void {
    this.#site(site).finishMove(finish)
    this.#settleLater(site)
  }

  startProof(site: string): Proof {
    const proof = this.#site(site).startProof(this.#clock())
    this.#settleLater(site)
    return proof
  }

  startFit(site: string, request: FitRequest, by: FitBy): FitUnderWay {
    return this.#site(site).startFit(request, by)
  }

  /** What is due; while credit is still to be settled, there is soon more of it. */
  takeOutgoing(site: string): Due {
    const open = this.#site(site)
    const now = this.#clock()
    const due = open.takeOutgoing(now)
    return { ...due, next: open.tells && open.waits ? now : due.next }
  }

  /** The state after it: an endpoint may be gone. */
  noteSent(site: string, sent: readonly SentMessage[]): SiteState {
    const open = this.#site(site)
    open.noteSent(sent)
    return open.state()
  }

  /** The fit that is next; what is read for it is written then. */
  nextFit(site: string): string | undefined {
    const open = this.#site(site)
    if (!open.hasFits) return undefined
    open.catchUp()
    return open.withFits((fits) => fits.next()?.id)
  }

  noteFit(site: string, id: string, stage: FitUnderWay['stage'], share: number): void {
    this.#site(site).withFits((fits) => fits.note(id, stage, share))
  }

  finishFit(site: string, id: string, data: FittedData): void {
    this.#site(site).withFits((fits) => fits.finish(id, data, this.#clock()))
  }

  failFit(site: string, id: string, reason: string): void {
    this.#site(site).withFits((fits) => fits.fail(id, reason))
  }

  rebuild(site: string): void {
    this.#site(site).rebuild()
    this.#settleLater(site)
  }

  /** Closes a site and forgets what is known of it, so that its file may get another content. */
  release(site: string): void {
    this.#unsettled.delete(site)
    this.#sites.close(site)
  }

  close(): void {
    this.#unsettled.clear()
    this.#sites.closeAll()
  }

  /** Writes what a report reads and appends leave for later. */
  catchUp(site: string): void {
    this.#catchUp(site, this.#site(site))
  }

  /** Within a second, under load as well as after it; a site that was closed meanwhile has caught up. */
  #catchUpLater(site: string): void {
    if (this.#behind.has(site)) return
    this.#behind.add(site)
    setTimeout(() => {
      this.#behind.delete(site)
      this.#catchUp(site, this.#sites.ifOpen(site)?.site)
    }, REST_MS).unref()
  }

  #site(name: string): SqliteSite {
    return this.#sites.get(name).site
  }

  /** When it fails, reports go on with what is written. */
  #catchUp(site: string, open: SqliteSite | undefined): void {
    try {
      open?.catchUp()
    } catch (error) {
      this.#onTrouble(site, error)
    }
  }

  #settleLater(site: string): void {
    this.#unsettled.add(site)
    if (this.#settling) return
    this.#settling = true
    setImmediate(() => this.#slice())
  }

  #slice(): void {
    const [site] = this.#unsettled
    this.#settling = false
    if (site === undefined) return
    this.#unsettled.delete(site)
    const more = this.#settleSome(site)
    if (more) this.#unsettled.add(site)
    const [next] = this.#unsettled
    if (next !== undefined) this.#settleLater(next)
  }

  #settleSome(site: string): boolean {
    try {
      const open = this.#site(site)
      const now = this.#clock()
      if (open.waits) open.work(CONVERSIONS_A_SLICE, now)
      else if (open.sealsAt(now) <= now) open.seal(now)
      return open.waits || open.sealsAt(now) <= now
    } catch (error) {
      // Not tried again before the next append: what fails once would fail in a circle.
      this.#onTrouble(site, error)
      return false
    }
  }
}

/** What `Thread` can ask; what changes a site is answered when it is on the disk. */
export function writerOperations(writer: Writer) {
  const stored =
    <Rest extends unknown[], Value>(run: (site: string, ...rest: Rest) => Value) =>
    async (site: string, ...rest: Rest): Promise<Value> => {
      const value = run.call(writer, site, ...rest)
      await writer.flushed(site)
      return value
    }
  return {
    append: async (text: string) => {
      const work = unpackWork(text)
      const answers = writer.append(work)
      await Promise.all(work.map(({ site }) => writer.flushed(site)))
      return packAnswers(answers)
    },
    open: writer.open.bind(writer),
    wake: writer.wake.bind(writer),
    create: writer.create.bind(writer),
    change: stored(writer.change),
    settle: stored(writer.settle),
    catchUp: writer.catchUp.bind(writer),
    rebuild: stored(writer.rebuild),
    startFit: stored(writer.startFit),
    takeOutgoing: stored(writer.takeOutgoing),
    noteSent: stored(writer.noteSent),
    nextFit: writer.nextFit.bind(writer),
    noteFit: writer.noteFit.bind(writer),
    finishFit: stored(writer.finishFit),
    failFit: stored(writer.failFit),
    startProof: stored(writer.startProof),
    importRows: stored(writer.importRows),
    finishMove: stored(writer.finishMove),
    release: writer.release.bind(writer),
    close: writer.close.bind(writer),
  }
}

export type WriterOperations = ReturnType<typeof writerOperations>
