import type { PathworthProblem } from './problem.ts'
import { type Asked, queryText } from './query.ts'
import { type CallOptions, type PathworthOptions, send } from './send.ts'
import type * as wire from './wire.ts'

/** One record, or any number of them. */
export type Records<Record> = Record | readonly Record[]

/** What the collector takes in one request. */
const RECORDS_MAX = 1000
/** Of names of campaigns, whose spend is counted anew. */
const NAMES_MAX = 100

/** Without the form of the answer, which is the method's. */
type Terms<Query> = Asked<Omit<Query, 'format'>>

/** Reports that come as CSV, too. */
export interface CsvReports {
  roi: wire.RoiQuery
  compare: wire.CompareQuery
  paths: wire.PathsQuery
  cohorts: wire.CohortsQuery
  funnel: wire.FunnelQuery
  reconcile: wire.ReconcileQuery
  claims: wire.CampaignsQuery
  campaigns: wire.CampaignsQuery
  explain: wire.ExplainQuery
  'explain/funnel': wire.ExplainFunnelQuery
  'explain/claims': wire.ExplainClaimsQuery
  'explain/cohorts': wire.ExplainCohortsQuery
  'explain/paths': wire.ExplainPathsQuery
  'explain/reconcile': wire.ExplainReconcileQuery
  journeys: wire.JourneysQuery
}

/** What a file may not say of itself. */
export interface ImportTerms {
  /** What it is; recognised when it is left out. */
  kind?: string | undefined
  /** Look, and store nothing. */
  dry_run?: boolean | undefined
  /** Take the rest in when there are lines that can't be. */
  skip_refused?: boolean | undefined
  /** How the file is called. */
  file?: string | undefined
  from?: string | undefined
  to?: string | undefined
  currency?: string | undefined
  decimal?: ',' | '.' | undefined
  dates?: 'DMY' | 'MDY' | undefined
  /** Which column is which, of a file that is not recognised. */
  map?: object | undefined
  /** What the stages of deals are. */
  stages?: object | undefined
}

/** A file as it was downloaded. What can be read once only could not be sent again. */
export type ImportFile = string | ArrayBuffer | Uint8Array<ArrayBuffer> | Blob

/**
 * A site on a Pathworth collector. Every method throws `PathworthProblem` for what is refused. What can be
 * repeated without harm is, while the collector is busy or can't be reached.
 */
export class Pathworth {
  readonly #options: PathworthOptions

  constructor(options: PathworthOptions) {
    this.#options = options
  }

  /** Orders, leads, deals, renewals. Each 1,000 are stored as a whole or not at all. */
  conversions(
    records: Records<wire.Conversion>,
    options?: CallOptions,
  ): Promise<wire.ConversionResults> {
    return this.#records('conversions', records, options)
  }

  refunds(records: Records<wire.Refund>, options?: CallOptions): Promise<wire.RefundResults> {
    return this.#records('refunds', records, options)
  }

  /** Which visitor, customer and e-mail address are one person. */
  identities(
    records: Records<wire.Identity>,
    options?: CallOptions,
  ): Promise<wire.IdentityResults> {
    return this.#records('identities', records, options)
  }

  /** A cost without `external_id` gets one, so that a retry does not count it twice. */
  costs(records: Records<wire.Cost>, options?: CallOptions): Promise<wire.CostResults> {
    const named = listOf(records).map((cost) => ({ external_id: crypto.randomUUID(), ...cost }))
    return this.#records('costs', named, options)
  }

  /** Calls, meetings, store visits. */
  touches(records: Records<wire.Touch>, options?: CallOptions): Promise<wire.TouchResults> {
    return this.#records('touches', records, options)
  }

  /** Codes of partners and customers. */
  codes(records: Records<wire.Code>, options?: CallOptions): Promise<wire.CodeResults> {
    return this.#records('codes', records, options)
  }

  /** What links call campaigns of platforms; `means: null` takes it back. */
  nameCampaigns(
    records: Records<wire.CampaignName>,
    options?: CallOptions,
  ): Promise<wire.CampaignNameResults> {
    return this.#records('campaigns', records, options, NAMES_MAX)
  }

  /** Signed links; nothing is stored. */
  links(records: Records<wire.Link>, options?: CallOptions): Promise<wire.LinkResults> {
    return this.#records('links', records, options)
  }

  listCodes(options?: CallOptions): Promise<wire.CodesAnswer> {
    return this.#get('codes', {}, options)
  }

  removeTouch(id: string, options?: CallOptions): Promise<void> {
    return this.#remove('touches', id, options)
  }

  removeCode(code: string, options?: CallOptions): Promise<void> {
    return this.#remove('codes', code, options)
  }

  /** A file of costs, claims, deals, contacts or rates. */
  import(
    file: ImportFile,
    terms: ImportTerms = {},
    options?: CallOptions,
  ): Promise<wire.ImportAnswer> {
    const { map, stages } = terms
    const query = {
      ...terms,
      ...(map && { map: JSON.stringify(map) }),
      ...(stages && { stages: JSON.stringify(stages) }),
    }
    const path = `imports${queryText(query)}`
    return this.#post(path, file, true, options, 'application/octet-stream')
  }

  /** @param query `before`: `next` of the page before */
  imports(
    query?: { before?: number | undefined; limit?: number | undefined },
    options?: CallOptions,
  ): Promise<wire.ImportsAnswer> {
    return this.#get('imports', query, options)
  }

  oneImport(id: string, options?: CallOptions): Promise<wire.OneImport> {
    return this.#get(`imports/${encodeURIComponent(id)}`, {}, options)
  }

  rollBack(id: string, options?: CallOptions): Promise<wire.RolledBack> {
    return this.#post(`imports/${encodeURIComponent(id)}/rollback`, undefined, true, options)
  }

  /** What each channel or campaign earned and cost. */
  roi(query: Terms<wire.RoiQuery>, options?: CallOptions): Promise<wire.RoiAnswer> {
    return this.#get('roi', query, options)
  }

  compare(query: Terms<wire.CompareQuery>, options?: CallOptions): Promise<wire.CompareAnswer> {
    return this.#get('compare', query, options)
  }

  paths(query: Terms<wire.PathsQuery>, options?: CallOptions): Promise<wire.PathsAnswer> {
    return this.#get('paths', query, options)
  }

  cohorts(query: Terms<wire.CohortsQuery>, options?: CallOptions): Promise<wire.CohortsAnswer> {
    return this.#get('cohorts', query, options)
  }

  funnel(query: Terms<wire.FunnelQuery>, options?: CallOptions): Promise<wire.FunnelAnswer> {
    return this.#get('funnel', query, options)
  }

  reconcile(
    query: Terms<wire.ReconcileQuery>,
    options?: CallOptions,
  ): Promise<wire.ReconcileAnswer> {
    return this.#get('reconcile', query, options)
  }

  /** One figure of `roi`: its formula, and the facts behind it. */
  explain(query: Terms<wire.ExplainQuery>, options?: CallOptions): Promise<wire.ExplainAnswer> {
    return this.#get('explain', query, options)
  }

  /** One figure of `funnel`: its formula, and the visits, carts or orders behind it. */
  explainFunnel(
    query: Terms<wire.ExplainFunnelQuery>,
    options?: CallOptions,
  ): Promise<wire.FigureExplained> {
    return this.#get('explain/funnel', query, options)
  }

  /** One figure of `paths`: its formula, and the journeys behind it. */
  explainPaths(
    query: Terms<wire.ExplainPathsQuery>,
    options?: CallOptions,
  ): Promise<wire.FigureExplained> {
    return this.#get('explain/paths', query, options)
  }

  /** One figure of `claims`: its formula, and the rows of files behind it. */
  explainClaims(
    query: Terms<wire.ExplainClaimsQuery>,
    options?: CallOptions,
  ): Promise<wire.FigureExplained> {
    return this.#get('explain/claims', query, options)
  }

  /** One figure of `cohorts`: its formula, and the purchases and costs behind it. */
  explainCohorts(
    query: Terms<wire.ExplainCohortsQuery>,
    options?: CallOptions,
  ): Promise<wire.FigureExplained> {
    return this.#get('explain/cohorts', query, options)
  }

  /** One figure of `reconcile`: its formula, and the orders behind it. */
  explainReconcile(
    query: Terms<wire.ExplainReconcileQuery>,
    options?: CallOptions,
  ): Promise<wire.FigureExplained> {
    return this.#get('explain/reconcile', query, options)
  }

  journeys(query?: Terms<wire.JourneysQuery>, options?: CallOptions): Promise<wire.JourneysAnswer> {
    return this.#get('journeys', query, options)
  }

  journey(
    transactionId: string,
    query?: Terms<wire.JourneyQuery>,
    options?: CallOptions,
  ): Promise<wire.JourneyAnswer> {
    return this.#get(`journeys/${encodeURIComponent(transactionId)}`, query, options)
  }

  /** What platforms claim, against what is credited. */
  claims(query: Terms<wire.CampaignsQuery>, options?: CallOptions): Promise<wire.ClaimsAnswer> {
    return this.#get('claims', query, options)
  }

  campaigns(
    query: Terms<wire.CampaignsQuery>,
    options?: CallOptions,
  ): Promise<wire.CampaignsAnswer> {
    return this.#get('campaigns', query, options)
  }

  /** A report as CSV. */
  csv<Name extends keyof CsvReports>(
    report: Name,
    query: Terms<CsvReports[Name]>,
    options?: CallOptions,
  ): Promise<string> {
    return this.#text(`${report}${queryText({ ...query, format: 'csv' })}`, options)
  }

  models(options?: CallOptions): Promise<wire.ModelsAnswer> {
    return this.#get('models', {}, options)
  }

  model(id: string, options?: CallOptions): Promise<wire.ModelAnswer> {
    return this.#get(`models/${encodeURIComponent(id)}`, {}, options)
  }

  /** Begins a fit. Sent again only where it was not taken: two would be two fits. */
  fit(body: wire.Fit, options?: CallOptions): Promise<wire.FitBegun> {
    return this.#post('models/fit', body, false, options)
  }

  /** @param force although the version rests on few conversions */
  activate(id: string, force = false, options?: CallOptions): Promise<wire.ModelActivated> {
    return this.#post(`models/${encodeURIComponent(id)}/activate`, { force }, true, options)
  }

  dataHealth(
    query?: { goal?: string | undefined },
    options?: CallOptions,
  ): Promise<wire.DataHealth> {
    return this.#get('health/data', query, options)
  }

  audit(query?: Asked<wire.AuditQuery>, options?: CallOptions): Promise<wire.AuditAnswer> {
    return this.#get('audit', query, options)
  }

  /** Erases a person for good; with `dry_run` it tells how much there is of them. */
  erase(person: wire.Erasure, options?: CallOptions): Promise<wire.ErasureAnswer> {
    return this.#post('erasures', person, true, options)
  }

  erasures(options?: CallOptions): Promise<wire.ErasuresAnswer> {
    return this.#get('erasures', {}, options)
  }

  periods(options?: CallOptions): Promise<wire.PeriodsAnswer> {
    return this.#get('periods', {}, options)
  }

  /** Sent again only where it was not taken: the second would meet a period that is closed. */
  closePeriod(period: wire.PeriodToClose, options?: CallOptions): Promise<wire.Period> {
    return this.#post('periods/close', period, false, options)
  }

  reopenPeriod(period: wire.PeriodToReopen, options?: CallOptions): Promise<wire.PeriodReopened> {
    return this.#post('periods/reopen', period, false, options)
  }

  async #get<Answer>(path: string, query?: object, options?: CallOptions): Promise<Answer> {
    return JSON.parse(await this.#text(path + queryText(query), options))
  }

  #text(path: string, options?: CallOptions): Promise<string> {
    return send(this.#options, { method: 'GET', path: `/v1/${path}`, isHarmless: true }, options)
  }

  async #post<Answer>(
    path: string,
    body: unknown,
    isHarmless: boolean,
    options?: CallOptions,
    file?: string,
  ): Promise<Answer> {
    const content = file ? (body as ImportFile) : JSON.stringify(body)
    const type = file ?? (body === undefined ? undefined : 'application/json')
    const request = {
      method: 'POST',
      path: `/v1/${path}`,
      body: content,
      type,
      isHarmless,
    } as const
    return JSON.parse(await send(this.#options, request, options))
  }

  /** As many requests as are needed, one after the other; results stand together. */
  async #records<Answer extends { results: unknown[] }>(
    path: string,
    records: Records<object>,
    options?: CallOptions,
    max = RECORDS_MAX,
  ): Promise<Answer> {
    const list = listOf(records)
    const results: unknown[] = []
    for (let at = 0; at < list.length; at += max) {
      const page = list.slice(at, at + max)
      results.push(...(await this.#post<Answer>(path, page, true, options)).results)
    }
    return { results } as Answer
  }

  /** Gone already, when it is asked again, is as good as gone. */
  async #remove(path: string, id: string, options?: CallOptions): Promise<void> {
    const gone = ({ status }: PathworthProblem, attempt: number) =>
      status === 404 && attempt > 0 ? '' : undefined
    const at = `/v1/${path}/${encodeURIComponent(id)}`
    await send(this.#options, { method: 'DELETE', path: at, isHarmless: true }, options, gone)
  }
}

const listOf = <Record>(records: Records<Record>): readonly Record[] =>
  Array.isArray(records) ? records : [records as Record]
