import type { Endpoint, EndpointChange, EndpointSecret, OutgoingEvent } from '../../outgoing.ts'
import type { Sql } from '../sql.ts'

interface EndpointRow {
  id: string
  url: string
  events: string
  secrets: string
  created_at: number
  disabled_at: number | null
}

/** Whom a site tells what has happened. */
export class Endpoints {
  readonly #statements

  constructor(sql: Sql) {
    this.#statements = prepareStatements(sql)
  }

  all(): Endpoint[] {
    return this.#statements.all.all().map(endpointOf)
  }

  /** Those that are told. */
  listening(): Endpoint[] {
    return this.all().filter(({ disabledAt }) => disabledAt === null)
  }

  get anyListens(): boolean {
    return this.#statements.any.get() !== undefined
  }

  add({ id, url, events, secrets, createdAt }: Endpoint): void {
    const values = [id, url, JSON.stringify(events), JSON.stringify(secrets), createdAt]
    this.#statements.add.run(...values)
  }

  /** A secret that has ended is forgotten with the next one. */
  rotate({ id, secret, othersUntil, at }: Rotation): void {
    const known = this.all().find((one) => one.id === id)
    if (!known) return
    const others = known.secrets
      .map((one): EndpointSecret => ({ ...one, validUntil: earlier(one.validUntil, othersUntil) }))
      .filter(({ validUntil }) => validUntil === null || validUntil > at)
    const secrets: EndpointSecret[] = [...others, { secret, validUntil: null }]
    this.#statements.setSecrets.run(JSON.stringify(secrets), id)
  }

  remove(id: string, at: number): void {
    this.#statements.remove.run(at, id)
  }

  disable(id: string, at: number): void {
    this.#statements.disable.run(at, id)
  }

  enable(id: string): void {
    this.#statements.disable.run(null, id)
  }
}

type Rotation = Extract<EndpointChange, { kind: 'endpoint_rotated' }>

const earlier = (one: number | null, other: number): number =>
  one === null ? other : Math.min(one, other)

const endpointOf = ({
  events,
  secrets,
  created_at,
  disabled_at,
  ...row
}: EndpointRow): Endpoint => ({
  ...row,
  events: JSON.parse(events) as OutgoingEvent[],
  secrets: JSON.parse(secrets) as EndpointSecret[],
  createdAt: created_at,
  disabledAt: disabled_at,
})

function prepareStatements(sql: Sql) {
  return {
    all: sql.prepare<EndpointRow>(
      `SELECT id, url, events, secrets, created_at, disabled_at FROM endpoints
       WHERE removed_at IS NULL ORDER BY created_at, id`,
    ),
    any: sql.prepare(
      'SELECT 1 FROM endpoints WHERE removed_at IS NULL AND disabled_at IS NULL LIMIT 1',
    ),
    add: sql.prepare(
      'INSERT INTO endpoints (id, url, events, secrets, created_at) VALUES (?, ?, ?, ?, ?)',
    ),
    setSecrets: sql.prepare('UPDATE endpoints SET secrets = ? WHERE id = ?'),
    remove: sql.prepare(`UPDATE endpoints SET removed_at = ?, secrets = '[]' WHERE id = ?`),
    disable: sql.prepare('UPDATE endpoints SET disabled_at = ? WHERE id = ?'),
  }
}
