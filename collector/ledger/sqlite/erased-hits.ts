import { erasedProps } from '../../journey/erased-props.ts'
import { erasedReferrer, erasedUrl } from '../../touch/erased-address.ts'
import type { Sql } from './sql.ts'

/** Values that took the place of click ids: `gclid:AbC` to `gclid:…`, where they had one. */
export type NewClicks = ((param: string, value: string) => string) & {
  given: ReadonlyMap<string, string>
}

interface HitRow {
  seq: number
  prev: number
  name: string
  url: string
  referrer: string
  props: string
}

interface TouchRow {
  generation: number
  ts: number
  event_id: Uint8Array
  key: string
  shown: string
  click_id: string
}

const HITS_AT_ONCE = 500

/** Overwrites what hits, and the touches that began with them, have of a visitor. */
export class ErasedHits {
  readonly #statements

  constructor(sql: Sql) {
    this.#statements = prepareStatements(sql)
  }

  /** All hits of one visitor: others never come, since no page knows what it is called now. */
  erase(visitor: number, ids: ReadonlySet<string>): void {
    const click = this.newClicks()
    const eraser = { click, names: (part: string) => ids.has(part) }
    let next = this.#statements.head.get(visitor)?.last_hit ?? 0
    let rows: unknown[][] = []
    const write = () => {
      this.#statements.write.run(JSON.stringify(rows))
      rows = []
    }
    for (let hit = this.#statements.hit.get(next); hit; hit = this.#statements.hit.get(next)) {
      const { seq, name, url, referrer, props } = hit
      rows.push([seq, erasedUrl(url, eraser), erasedReferrer(referrer), erasedProps(name, props)])
      if (rows.length >= HITS_AT_ONCE) write()
      next = hit.prev
    }
    write()
    this.renameClicks(visitor, click.given)
  }

  /** The same value has the same new one, so that arrivals differ where they did. */
  newClicks(): NewClicks {
    const given = new Map<string, string>()
    const click = (param: string, value: string): string => {
      const old = `${param}:${value}`
      const fresh = given.get(old) ?? `${param}:erased-${this.#statements.random.get()?.name}`
      given.set(old, fresh)
      return fresh.slice(param.length + 1)
    }
    return Object.assign(click, { given })
  }

  /** What touches have of it follows from the address; in all generations. */
  renameClicks(visitor: number, clicks: ReadonlyMap<string, string>): void {
    if (clicks.size === 0) return
    const renamed = (key: string): string => {
      const at = key.lastIndexOf('\n') + 1
      return key.slice(0, at) + (clicks.get(key.slice(at)) ?? key.slice(at))
    }
    for (const row of this.#statements.touches.all(visitor)) {
      const shown = row.shown === '' ? [] : (JSON.parse(row.shown) as [string, number][])
      this.#statements.setTouch.run(
        renamed(row.key),
        row.shown === '' ? '' : JSON.stringify(shown.map(([key, ts]) => [renamed(key), ts])),
        clicks.get(row.click_id) ?? row.click_id,
        ...[row.generation, visitor, row.ts, row.event_id],
      )
    }
  }
}

function prepareStatements(sql: Sql) {
  return {
    random: sql.prepare<{ name: string }>('SELECT lower(hex(randomblob(8))) AS name'),
    head: sql.prepare<{ last_hit: number }>('SELECT last_hit FROM visitors WHERE id = ?'),
    hit: sql.prepare<HitRow>(
      'SELECT seq, prev, name, url, referrer, props FROM hits WHERE seq = ?',
    ),
    write: sql.prepare(
      `UPDATE hits SET url = j.value ->> 1, referrer = j.value ->> 2, props = j.value ->> 3,
         title = '', browser = '', os = ''
       FROM json_each(?) AS j WHERE hits.seq = j.value ->> 0`,
    ),
    touches: sql.prepare<TouchRow>(
      `SELECT generation, ts, event_id, key, shown, click_id FROM touches
       WHERE generation IN (SELECT id FROM generations) AND visitor = ?`,
    ),
    setTouch: sql.prepare(
      `UPDATE touches SET key = ?, shown = ?, click_id = ?
       WHERE generation = ? AND visitor = ? AND ts = ? AND event_id = ?`,
    ),
  }
}
