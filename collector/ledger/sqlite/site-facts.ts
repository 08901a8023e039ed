import type { Settings } from '../facts.ts'
import type { KeyRecord, Scope, SiteChange, SiteState } from '../ledger.ts'
import type { Sequence } from './sequence.ts'
import type { Sql } from './sql.ts'

interface KeyRow {
  id: string
  scope: Scope
  holder: string
  hash: string
  created_at: number
  revoked_at: number | null
}

/** What a site says of itself: name, secrets, keys and settings. */
export class SiteFacts {
  readonly #statements

  constructor(sql: Sql) {
    this.#statements = prepareStatements(sql)
  }

  create(state: SiteState): void {
    if (this.#statements.values.all().length > 0) throw new Error('the file holds a site already')
    const { site, createdAt, emailSecret, identifySecret } = state
    const values = { site, created_at: String(createdAt), emailSecret, identifySecret }
    for (const [name, value] of Object.entries(values)) this.#statements.setValue.run(name, value)
    for (const key of state.keys) this.#addKey(key)
    this.#addSettings(state.settings, { seq: 1, version: 1, owner: 'cli', at: createdAt })
    this.#statements.firstGeneration.run()
  }

  state(): SiteState {
    const values = new Map(this.#statements.values.all().map(({ name, value }) => [name, value]))
    const settings = this.#statements.settings.get()
    if (!settings) throw new Error('the file holds no site')
    return {
      site: values.get('site') ?? '',
      createdAt: Number(values.get('created_at')),
      settings: JSON.parse(settings.json) as Settings,
      settingsVersion: settings.version,
      keys: this.#statements.keys.all().map(keyOf),
      emailSecret: values.get('emailSecret') ?? '',
      identifySecret: values.get('identifySecret') ?? '',
    }
  }

  /** Applies a change; returns the new version of the settings when it was one of them. */
  apply(change: SiteChange, sequence: Sequence): number | undefined {
    if (change.kind === 'key_created') this.#addKey(change.key)
    else if (change.kind === 'key_revoked') this.#statements.revoke.run(change.at, change.id)
    else {
      const version = (this.#statements.settings.get()?.version ?? 0) + 1
      const { owner, at } = change
      this.#addSettings(change.settings, { seq: sequence.take(), version, owner, at })
      return version
    }
    return undefined
  }

  #addKey({ id, scope, holder, hash, createdAt, revokedAt }: KeyRecord): void {
    this.#statements.addKey.run(id, scope, holder, hash, createdAt, revokedAt)
  }

  #addSettings(
    settings: Settings,
    { seq, version, owner, at }: { seq: number; version: number; owner: string; at: number },
  ): void {
    this.#statements.addSettings.run(seq, version, JSON.stringify(settings), owner, at)
  }
}

const keyOf = ({ created_at, revoked_at, ...key }: KeyRow): KeyRecord => ({
  ...key,
  createdAt: created_at,
  revokedAt: revoked_at,
})

function prepareStatements(sql: Sql) {
  return {
    values: sql.prepare<{ name: string; value: string }>('SELECT name, value FROM site'),
    setValue: sql.prepare('INSERT INTO site (name, value) VALUES (?, ?)'),
    keys: sql.prepare<KeyRow>('SELECT * FROM keys ORDER BY created_at, id'),
    addKey: sql.prepare(
      `INSERT INTO keys (id, scope, holder, hash, created_at, revoked_at)
       VALUES (?, ?, ?, ?, ?, ?)`,
    ),
    revoke: sql.prepare('UPDATE keys SET revoked_at = ? WHERE id = ? AND revoked_at IS NULL'),
    settings: sql.prepare<{ version: number; json: string }>(
      'SELECT version, json FROM settings ORDER BY version DESC LIMIT 1',
    ),
    addSettings: sql.prepare(
      `INSERT INTO settings (seq, version, json, source, owner, schema_version, received_at)
       VALUES (?, ?, ?, 'cli', ?, 1, ?)`,
    ),
    firstGeneration: sql.prepare(
      `INSERT INTO generations (settings, state, visitors_done, conversions_done, costs_done)
       VALUES (1, 'active', 0, 0, 0)`,
    ),
  }
}
