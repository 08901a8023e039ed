import type { Dimension } from '../../../../../shared/wire/roi.ts'
import type { Named } from '../../../../roi/rows.ts'
import { pathOf } from '../../../../touch/address.ts'
import type { Sql } from '../../sql.ts'
import { Interned, NAMELESS } from './interned.ts'

/** Addresses have 2 kB at most, and an object has not much memory. */
const NAMES_KEPT_MAX = 5000

/** Touches that one statement looks up: the text that names them stays below 2 MB. */
const HITS_AT_ONCE = 20_000

/** Looks up what was asked of touches by their first hits, and nothing when that is nothing. */
export class TouchLookup {
  readonly #statement
  readonly #asked: ReadonlySet<Dimension>
  readonly #names: Interned<[country: string, device: string, url: string], Named>

  constructor(sql: Sql, asked: ReadonlySet<Dimension>) {
    const columns = TOUCH_NAMES.filter((name) => asked.has(name)).map((name) => COLUMNS[name])
    this.#statement = sql.prepare<HitRow>(
      `SELECT ${['seq', ...columns].join(', ')}
       FROM json_each(?) AS asked JOIN hits ON hits.seq = asked.value`,
    )
    this.#asked = asked
    const namesOf = (country: string, device: string, url: string) =>
      touchNames({ country, device, url }, asked)
    this.#names = new Interned(namesOf, NAMES_KEPT_MAX)
  }

  get isIdle(): boolean {
    return !TOUCH_NAMES.some((name) => this.#asked.has(name))
  }

  /** Touches that are told by the same have the same object. */
  of(hits: readonly number[]): (hit: number) => Named {
    if (this.isIdle) return () => NAMELESS
    const names = new Map<number, Named>()
    for (let at = 0; at < hits.length; at += HITS_AT_ONCE)
      for (const row of this.#statement.all(JSON.stringify(hits.slice(at, at + HITS_AT_ONCE))))
        names.set(row.seq, this.#names.of(row.country ?? '', row.device ?? '', row.url ?? ''))
    return (hit) => names.get(hit) ?? this.#names.of('', '', '')
  }
}

/** What was not asked is not there. */
interface HitRow {
  seq: number
  country?: string
  device?: string
  url?: string
}

/** What a touch is told by besides its tuple. */
export const TOUCH_NAMES = ['country', 'device', 'landing_page'] as const satisfies Dimension[]

const COLUMNS = { country: 'country', device: 'device', landing_page: 'url' } as const

/** Those names that were asked; a landing page is the path of the first hit. */
export function touchNames(
  { country, device, url }: Required<Omit<HitRow, 'seq'>>,
  asked: ReadonlySet<Dimension>,
): Named {
  const names: Named = {}
  if (asked.has('country')) names.country = country
  if (asked.has('device')) names.device = device
  if (asked.has('landing_page')) names.landing_page = url === '' ? '' : pathOf(url) || '/'
  return names
}
