import type { FactOrigin, ToldFact } from '../../reports-explain.ts'
import type { Sql } from '../sql.ts'
import { type OfflineTouch, StoredTouches } from '../stored-touches.ts'
import { isOffline, touchOfHit } from '../touch-numbers.ts'

/** Finds what was told of a touch by what it has in the place of a hit; undefined of one that was seen. */
export function toldReader(sql: Sql): (hit: number) => ToldFact | undefined {
  const told = new StoredTouches(sql)
  return (hit) => {
    const touch = isOffline(hit) ? told.offline(touchOfHit(hit)) : undefined
    return touch && { ...originOf(touch), id: touch.external_id, kind: touch.kind }
  }
}

/** How the version of a touch came that stands. */
export const originOf = (touch: OfflineTouch): FactOrigin => {
  const { seq, source, owner, schema_version: schemaVersion, received_at: receivedAt } = touch
  return { seq, source, owner, schemaVersion, receivedAt }
}
