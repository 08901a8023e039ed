import {
  type KeyRecord,
  type Ledger,
  LedgerBusyError,
  type Ledgers,
  type SiteState,
} from '../ledger/ledger.ts'
import type { TouchRules } from '../touch/landing.ts'
import type { AppConfig } from './app-config.ts'
import { type CookieScope, cookieScopeOf } from './cookie.ts'
import { findKey } from './keys.ts'
import type { Log } from './log.ts'
import { Problem } from './problem.ts'

/** Host names that a site is reached under, as remembered; anybody can invent more. */
const HOSTS_MAX = 100

/** One state of one site, with what requests would otherwise work out again and again. */
export class OpenSite {
  readonly name: string
  readonly ledger: Ledger
  readonly state: SiteState
  readonly rules: TouchRules
  readonly #keys = new Map<string, KeyRecord>()
  readonly #cookieScopes = new Map<string, CookieScope>()

  constructor(ledger: Ledger, state: SiteState) {
    this.name = state.site
    this.ledger = ledger
    this.state = state
    this.rules = { ownHosts: state.settings.domains, siteRules: state.settings.siteRules }
  }

  /** The record of a key of this site; it is hashed once, and only good ones are remembered. */
  async keyOf(text: string): Promise<KeyRecord | undefined> {
    const known = this.#keys.get(text)
    if (known) return known
    const key = await findKey(text, this.state.keys)
    if (key) this.#keys.set(text, key)
    return key
  }

  /** Where a cookie may live that is set in answer to a `Host` header. */
  cookieScope(hostAndPort: string): CookieScope {
    let scope = this.#cookieScopes.get(hostAndPort)
    if (scope === undefined) {
      if (this.#cookieScopes.size >= HOSTS_MAX) this.#cookieScopes.clear()
      const host = hostAndPort.toLowerCase().replace(/:\d+$/, '')
      scope = cookieScopeOf(host, this.state.settings.domains)
      this.#cookieScopes.set(hostAndPort, scope)
    }
    return scope
  }
}

/** Somebody has to bring a file back: it does not help to ask more often. */
const UNAVAILABLE_RETRY_SECONDS = '60'

interface Entry {
  site: OpenSite
  askedAt: number
}

/**
 * The sites that were asked for lately, with their settings and keys. A state is believed for
 * `refreshMs`; after that, or once the host says so (`forget`), the ledger is asked again: a revoked
 * key stops working within that time. What is not there is not remembered, so that a new site is
 * served at once; asking for it is one look at the ledger's registry. What can't be opened is asked for
 * again, too, and logged once until it can.
 */
export class SiteCache {
  readonly #ledgers: Ledgers
  readonly #clock: () => number
  readonly #refreshMs: number
  readonly #sharesLookups: boolean
  readonly #log: Log
  readonly #entries = new Map<string, Entry>()
  readonly #asking = new Map<string, Promise<OpenSite | undefined>>()
  readonly #unavailable = new Set<string>()

  constructor(
    ledgers: Ledgers,
    clock: () => number,
    { siteRefreshMs, sharesLookups }: Pick<AppConfig, 'siteRefreshMs' | 'sharesLookups'>,
    log: Log,
  ) {
    this.#ledgers = ledgers
    this.#clock = clock
    this.#refreshMs = siteRefreshMs
    this.#sharesLookups = sharesLookups
    this.#log = log
  }

  /**
   * undefined when there is no such site. Not async: a site that is known costs no promise.
   * @throws Problem 503 when the site is there and can't be opened
   */
  open(name: string): OpenSite | Promise<OpenSite | undefined> {
    const entry = this.#entries.get(name)
    if (entry && this.#clock() - entry.askedAt < this.#refreshMs) return entry.site
    const asking = this.#sharesLookups ? this.#asking.get(name) : undefined
    return asking ?? this.#ask(name)
  }

  /** The site has changed: ask for it again at its next request. */
  forget(name: string): void {
    this.#entries.delete(name)
    this.#asking.delete(name)
  }

  #ask(name: string): Promise<OpenSite | undefined> {
    const askedAt = this.#clock()
    const asking = this.#load(name)
    this.#asking.set(name, asking)
    const remember = (site?: OpenSite) => {
      // Forgotten, or asked again meanwhile: what was on its way may be what is no longer true.
      if (this.#asking.get(name) !== asking) return
      this.#asking.delete(name)
      if (site) this.#entries.set(name, { site, askedAt })
      else this.#entries.delete(name)
    }
    asking.then(remember, () => remember())
    return asking
  }

  async #load(name: string): Promise<OpenSite | undefined> {
    const known = this.#entries.get(name)?.site
    const ledger = await this.#ledgers.open(name).catch((error) => this.#refuse(name, error))
    this.#unavailable.delete(name)
    if (!ledger) return undefined
    const state = await ledger.state()
    return isSame(known, ledger, state) ? known : new OpenSite(ledger, state)
  }

  #refuse(site: string, error: unknown): never {
    if (error instanceof LedgerBusyError) throw error
    const message = error instanceof Error ? error.message : String(error)
    if (!this.#unavailable.has(site))
      this.#log({ level: 'error', event: 'site_unavailable', site, message })
    this.#unavailable.add(site)
    throw new Problem('site-unavailable', 'nothing was stored; the log of the collector says why', {
      headers: { 'retry-after': UNAVAILABLE_RETRY_SECONDS },
    })
  }
}

function isSame(known: OpenSite | undefined, ledger: Ledger, state: SiteState): known is OpenSite {
  return (
    known !== undefined &&
    known.ledger === ledger &&
    JSON.stringify(known.state) === JSON.stringify(state)
  )
}
