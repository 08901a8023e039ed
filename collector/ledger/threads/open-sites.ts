/** What can be kept open: a connection to one site. */
export interface Closable {
  close(): void
}

/**
 * The sites that a thread has open, at most so many: opening one more closes the one that was used
 * least lately. Closing costs a checkpoint and opening a few milliseconds, so sites in use stay.
 */
export class OpenSites<Site extends Closable> {
  readonly #open = new Map<string, Site>()
  readonly #opener: (site: string) => Site
  readonly #max: number

  constructor(opener: (site: string) => Site, max: number) {
    this.#opener = opener
    this.#max = max
  }

  get(site: string): Site {
    const found = this.#open.get(site)
    const opened = found ?? this.#opener(site)
    // A Map remembers the order of insertion: what is used goes to the end, the oldest is first.
    this.#open.delete(site)
    this.#open.set(site, opened)
    if (!found) this.#closeOldest()
    return opened
  }

  /** The site if it is open already; this is no use of it. */
  ifOpen(site: string): Site | undefined {
    return this.#open.get(site)
  }

  close(site: string): void {
    this.#open.get(site)?.close()
    this.#open.delete(site)
  }

  closeAll(): void {
    for (const site of this.#open.values()) site.close()
    this.#open.clear()
  }

  #closeOldest(): void {
    if (this.#open.size <= this.#max) return
    const [oldest] = this.#open
    if (!oldest) return
    const [site, opened] = oldest
    this.#open.delete(site)
    opened.close()
  }
}
