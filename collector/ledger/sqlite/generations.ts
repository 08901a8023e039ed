import type { Effects } from '../../attribution/data-driven/effects.ts'
import { type Landing, makeLander } from '../../touch/landing.ts'
import type { Settings } from '../facts.ts'
import { effectsOfVersion } from './fits.ts'
import type { Sql } from './sql.ts'

/** One consistent set of what follows from the facts under one set of settings. */
export interface Generation {
  id: number
  settings: Settings
  settingsVersion: number
  /** Effects of channels under the fitted models that are active, by model. */
  fitted: ReadonlyMap<string, Effects>
  land(url: string, referrer: string): Landing
  /** Shown by reports: what changes in it changes what was credited. */
  isActive: boolean
  /** Built to be compared with the active one, and never shown. */
  isProof: boolean
  /**
   * Being built: visitors, told touches, conversions and costs (by `seq`) up to these are derived and must be kept
   * so; the rest will be reached. Infinity in the active one.
   */
  visitorsDone: number
  touchesDone: number
  conversionsDone: number
  costsDone: number
}

interface GenerationRow {
  id: number
  settings: number
  json: string
  state: 'building' | 'proof' | 'active' | 'retired'
  visitors_done: number
  touches_done: number
  conversions_done: number
  costs_done: number
}

/** The generations that new facts are applied to: the active one, and one that is being built. */
export class Generations {
  readonly #sql: Sql
  readonly #live
  readonly #add
  readonly #progress
  readonly #setSettings
  readonly #setState
  readonly #retired
  readonly #remove
  active!: Generation
  /** Being built, or compared: new facts are applied to it as far as it has come. */
  building: Generation | undefined
  #alone = false

  constructor(sql: Sql) {
    this.#sql = sql
    this.#live = sql.prepare<GenerationRow>(
      `SELECT g.*, s.json FROM generations g JOIN settings s ON s.version = g.settings
       WHERE g.state != 'retired' ORDER BY g.id`,
    )
    this.#add = sql.prepare(
      `INSERT INTO generations (settings, state, visitors_done, conversions_done, costs_done)
       VALUES (?, ?, 0, 0, 0)`,
    )
    this.#progress = sql.prepare(
      `UPDATE generations SET visitors_done = ?, touches_done = ?, conversions_done = ?, costs_done = ?
       WHERE id = ?`,
    )
    this.#setSettings = sql.prepare('UPDATE generations SET settings = ? WHERE id = ?')
    this.#setState = sql.prepare('UPDATE generations SET state = ? WHERE id = ?')
    this.#retired = sql.prepare<{ id: number }>(
      `SELECT id FROM generations WHERE state = 'retired'`,
    )
    this.#remove = sql.prepare('DELETE FROM generations WHERE id = ?')
    this.load()
  }

  get live(): Generation[] {
    return this.building ? [this.active, this.building] : [this.active]
  }

  /** Reads the table again, after a change or a transaction that was taken back. */
  load(): void {
    const rows = this.#live.all()
    const active = rows.find((row) => row.state === 'active')
    const building = rows.find(({ state }) => state === 'building' || state === 'proof')
    if (active) this.active = generationOf(active, this.#sql)
    this.building = building && generationOf(building, this.#sql)
    this.#alone = !this.building && this.retired.length === 0
  }

  /** Begins to build a generation under a version of the settings; a half-built one is given up. */
  begin(settingsVersion: number, state: 'building' | 'proof'): void {
    if (this.building) this.#setState.run('retired', this.building.id)
    this.#add.run(settingsVersion, state)
    this.load()
  }

  /**
   * Takes up settings that give the same figures as those that were the newest: the generation that has those is
   * one of these from now on. A proof is of the active one, and goes on.
   */
  adopt(settingsVersion: number): void {
    this.keepProgress()
    const newest = this.building && !this.building.isProof ? [this.building] : this.live
    for (const { id } of newest) this.#setSettings.run(settingsVersion, id)
    this.load()
  }

  /** Keeps how far the building one is. */
  keepProgress(): void {
    const it = this.building
    if (!it) return
    const { visitorsDone, touchesDone, conversionsDone, costsDone, id } = it
    this.#progress.run(visitorsDone, touchesDone, conversionsDone, costsDone, id)
  }

  /** Puts the built generation in the place of the active one. */
  flip(): void {
    if (!this.building) return
    this.#setState.run('retired', this.active.id)
    this.#setState.run('active', this.building.id)
    this.load()
  }

  /** Gives the one up that is being built, or has been compared. */
  retire(): void {
    if (this.building) this.#setState.run('retired', this.building.id)
    this.load()
  }

  /** There is nothing but the active generation: none to build, none to clear away. */
  get alone(): boolean {
    return this.#alone
  }

  get retired(): number[] {
    return this.#retired.all().map(({ id }) => id)
  }

  remove(id: number): void {
    this.#remove.run(id)
    this.load()
  }
}

function generationOf(row: GenerationRow, sql: Sql): Generation {
  const settings = JSON.parse(row.json) as Settings
  const active = row.state === 'active'
  return {
    id: row.id,
    settings,
    settingsVersion: row.settings,
    fitted: fittedOf(settings, sql),
    land: makeLander({ ownHosts: settings.domains, siteRules: settings.siteRules }),
    isActive: active,
    isProof: row.state === 'proof',
    visitorsDone: active ? Infinity : row.visitors_done,
    touchesDone: active ? Infinity : row.touches_done,
    conversionsDone: active ? Infinity : row.conversions_done,
    costsDone: active ? Infinity : row.costs_done,
  }
}

/** Versions are facts: the same id always gives the same effects. */
function fittedOf({ models }: Settings, sql: Sql): ReadonlyMap<string, Effects> {
  const fitted = new Map<string, Effects>()
  for (const { name, version } of models) {
    const effects = version === undefined ? undefined : effectsOfVersion(sql, version)
    if (effects) fitted.set(name, effects)
  }
  return fitted
}
