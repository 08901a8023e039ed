import type { Settings } from '../facts.ts'
import type { KeyRecord, KeyScope, SiteChange, SiteState } from '../ledger.ts'
import { MoveError, type SiteStatus, siteClosed } from '../transfer.ts'
import { Endpoints } from './outgoing/endpoints.ts'
import type { Sequence } from './sequence.ts'
import { SiteValues } from './site-values.ts'
import type { Sql } from './sql.ts'
import { WebhookSecrets } from './webhook-secrets.ts'

interface KeyRow {
  id: string
  scope: KeyScope
  holder: string
  hash: string
  created_at: number
  revoked_at: number | null
  expires_at: number | null
}

/** What a site says of itself: name, secrets, keys and settings. */
export class SiteFacts {
  readonly #statements
  readonly #values
  readonly #secrets
  readonly #endpoints
  /** Asked before each append. */
  #status: SiteStatus | undefined

  constructor(sql: Sql) {
    this.#statements = prepareStatements(sql)
    this.#values = new SiteValues(sql)
    this.#secrets = new WebhookSecrets(sql)
    this.#endpoints = new Endpoints(sql)
  }

  create(state: SiteState): void {
    if (this.#values.all().size > 0) throw new Error('the file holds a site already')
    const { site, createdAt, emailSecret, identifySecret } = state
    const values = { site, created_at: String(createdAt), emailSecret, identifySecret }
    for (const [name, value] of Object.entries(values)) this.#values.set(name, value)
    this.#setStatus(state.status ?? 'open', state.statusNote ?? '')
    for (const key of state.keys) this.#addKey(key)
    for (const secret of state.webhookSecrets ?? []) this.#secrets.add(secret)
    this.#addSettings(state.settings, { seq: 1, version: 1, owner: 'cli', at: createdAt })
    this.#statements.firstGeneration.run()
  }

  state(): SiteState {
    const values = this.#values.all()
    const note = values.get('status_note')
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
      webhookSecrets: this.#secrets.all(),
      endpoints: this.#endpoints.all(),
      status: statusOf(values.get('status')),
      ...(note === undefined ? {} : { statusNote: note }),
    }
  }

  get status(): SiteStatus {
    this.#status ??= statusOf(this.#values.get('status'))
    return this.#status
  }

  /** @throws SiteClosedError unless the site is open */
  assertOpen(): void {
    if (this.status === 'open') return
    const note = this.#values.get('status_note') ?? ''
    throw siteClosed(this.#values.get('site') ?? '', this.status, note)
  }

  /** Applies a change; returns the new version of the settings when it was one of them. */
  apply(change: SiteChange, sequence: Sequence): number | undefined {
    if (change.kind === 'status') this.#changeStatus(change.status, change.note ?? '')
    else if (change.kind === 'key_created') this.#addKey(change.key)
    else if (change.kind === 'key_revoked') this.#statements.revoke.run(change.at, change.id)
    else if (change.kind === 'webhook_secret_added')
      this.#secrets.add(change.secret, change.othersUntil)
    else if (change.kind === 'webhook_secret_revoked') this.#secrets.revoke(change.id, change.at)
    else if (change.kind === 'settings') {
      const version = (this.#statements.settings.get()?.version ?? 0) + 1
      const { owner, at } = change
      this.#addSettings(change.settings, { seq: sequence.take(), version, owner, at })
      return version
    }
    return undefined
  }

  /** What has become open to facts may hold some that no other host knows of. */
  #changeStatus(status: SiteStatus, note: string): void {
    if (this.status === 'open' && status === 'moving_in')
      throw new MoveError('an open site can not move in: close it first (moved_out)')
    this.#setStatus(status, note)
  }

  #setStatus(status: SiteStatus, note: string): void {
    // Read again when it is asked for: the transaction may be taken back.
    this.#status = undefined
    if (status === 'open') this.#values.remove('status')
    else this.#values.set('status', status)
    if (note === '') this.#values.remove('status_note')
    else this.#values.set('status_note', note)
  }

  #addKey({ id, scope, holder, hash, createdAt, revokedAt, expiresAt }: KeyRecord): void {
    const ends = expiresAt ?? null
    this.#statements.addKey.run(id, scope, holder, hash, createdAt, revokedAt, ends)
  }

  #addSettings(
    settings: Settings,
    { seq, version, owner, at }: { seq: number; version: number; owner: string; at: number },
  ): void {
    this.#statements.addSettings.run(seq, version, JSON.stringify(settings), owner, at)
  }
}

const statusOf = (value: string | undefined): SiteStatus =>
  value === 'moving_in' || value === 'moved_out' ? value : 'open'

const keyOf = ({ created_at, revoked_at, expires_at, ...key }: KeyRow): KeyRecord => ({
  ...key,
  createdAt: created_at,
  revokedAt: revoked_at,
  ...(expires_at !== null && { expiresAt: expires_at }),
})

function prepareStatements(sql: Sql) {
  return {
    keys: sql.prepare<KeyRow>('SELECT * FROM keys ORDER BY created_at, id'),
    addKey: sql.prepare(
      `INSERT INTO keys (id, scope, holder, hash, created_at, revoked_at, expires_at)
       VALUES (?, ?, ?, ?, ?, ?, ?)`,
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
