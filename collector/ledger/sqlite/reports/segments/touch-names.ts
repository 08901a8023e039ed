import type { Dimension } from '../../../../../shared/wire/roi.ts'
import type { Named } from '../../../../roi/rows.ts'
import { pathOf } from '../../../../touch/address.ts'
import type { Sql } from '../../sql.ts'

/** Touches that one statement looks up: the text that names them stays below 2 MB. */
const HITS_AT_ONCE = 20_000

/** Looks up what was asked of touches by their first hits, and nothing when that is nothing. */
export class TouchLookup {
  readonly #statement
  readonly #asked: ReadonlySet<Dimension>

  constructor(sql: Sql, asked: ReadonlySet<Dimension>) {
    const columns = asked.has('landing_page')
      ? 'country, device, url'
      : "country, device, '' AS url"
    this.#statement = sql.prepare<HitRow>(
      `SELECT seq, ${columns} FROM json_each(?) AS asked JOIN hits ON hits.seq = asked.value`,
    )
    this.#asked = asked
  }

  get isIdle(): boolean {
    return !TOUCH_NAMES.some((name) => this.#asked.has(name))
  }

  of(hits: readonly number[]): (hit: number) => Named {
    if (this.isIdle) return () => NAMELESS
    const names = new Map<number, Named>()
    for (let at = 0; at < hits.length; at += HITS_AT_ONCE)
      for (const row of this.#statement.all(JSON.stringify(hits.slice(at, at + HITS_AT_ONCE))))
        names.set(row.seq, touchNames(row, this.#asked))
    return (hit) => names.get(hit) ?? touchNames(UNKNOWN, this.#asked)
  }
}

interface HitRow {
  seq: number
  country: string
  device: string
  url: string
}

/** What a touch is told by besides its tuple. */
export const TOUCH_NAMES = ['country', 'device', 'landing_page'] as const satisfies Dimension[]

const NAMELESS: Named = {}
const UNKNOWN = { country: '', device: '', url: '' }

/** Those names that were asked; a landing page is the path of the first hit. */
export function touchNames(
  { country, device, url }: Pick<HitRow, 'country' | 'device' | 'url'>,
  asked: ReadonlySet<Dimension>,
): Named {
  const names: Named = {}
  if (asked.has('country')) names.country = country
  if (asked.has('device')) names.device = device
  if (asked.has('landing_page')) names.landing_page = url === '' ? '' : pathOf(url) || '/'
  return names
}
