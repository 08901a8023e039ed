import { Hono } from 'hono'
import { FILES_PATH, VIEWS } from './dashboard/state/views.ts'
import { postAdmin } from './http/admin.ts'
import { type Answer, responseOf } from './http/answer.ts'
import { asset } from './http/assets.ts'
import { getAudit } from './http/audit.ts'
import { postCampaigns } from './http/campaign-aliases.ts'
import { getCampaigns, getClaims } from './http/campaigns.ts'
import { getCheck } from './http/check/check.ts'
import { MemoryChecks } from './http/check/checks.ts'
import { getClick } from './http/click.ts'
import { deleteCode, getCodes, postCodes } from './http/codes.ts'
import { getCohorts } from './http/cohorts.ts'
import { getCompare } from './http/compare.ts'
import { postConversions } from './http/conversions.ts'
import { preflight } from './http/cors.ts'
import { postCosts } from './http/costs.ts'
import { dashboardFile, dashboardPage } from './http/dashboard.ts'
import { getDocs, getOpenApi } from './http/describe.ts'
import { DropCounter } from './http/drop-counter.ts'
import { getErasures, postErasure } from './http/erasures.ts'
import { eventsRoute } from './http/events.ts'
import { type EventsRequest, eventsRequestOf } from './http/events-request.ts'
import { getExplain } from './http/explain.ts'
import { getExplainClaims } from './http/explained/claims.ts'
import { getExplainCohorts } from './http/explained/cohorts.ts'
import { getExplainFunnel } from './http/explained/funnel.ts'
import { getExplainPaths } from './http/explained/paths.ts'
import { getExplainReconcile } from './http/explained/reconcile.ts'
import { getExport } from './http/export.ts'
import { activateModel, getModelVersion, postFit } from './http/fits.ts'
import { getFunnel } from './http/funnel.ts'
import { getHealth, getMetrics } from './http/health.ts'
import { postIdentities } from './http/identities.ts'
import { getImport, getImports, postImport, postRollback } from './http/imports.ts'
import { getJourney, getJourneys } from './http/journeys.ts'
import { deleteKey, getKeys, postKey } from './http/key-routes.ts'
import { postLinks } from './http/links.ts'
import { Metrics } from './http/metrics.ts'
import { getModels } from './http/models.ts'
import { notFound } from './http/not-found.ts'
import { onError } from './http/on-error.ts'
import { getPaths } from './http/paths.ts'
import { getPeriods, postPeriodClose, postPeriodReopen } from './http/periods.ts'
import { getPixel } from './http/pixel.ts'
import { RateLimit } from './http/rate-limit.ts'
import { getReconcile } from './http/reconcile.ts'
import { postRefunds } from './http/refunds.ts'
import { getRoi } from './http/roi.ts'
import { Signer } from './http/secrets.ts'
import { served } from './http/served.ts'
import type { AppDeps, DashboardTexts, Handler, Services } from './http/services.ts'
import { deleteSession, getSession, postSession } from './http/session.ts'
import { deleteShare, getShares, postShare } from './http/shares.ts'
import { SiteCache } from './http/site-cache.ts'
import { getSite, patchSite } from './http/site-settings.ts'
import { getStream } from './http/stream/stream.ts'
import { Streams } from './http/stream/streams.ts'
import { deleteTouch, postTouches } from './http/touches.ts'
import { RefusalCounter } from './http/webhooks/counter.ts'
import { getDataHealth } from './http/webhooks/data-health.ts'
import { postWebhook } from './http/webhooks/receive.ts'
import { makeDeviceReader } from './touch/device.ts'

export type { AppConfig } from './http/app-config.ts'
export type { Log, LogEntry } from './http/log.ts'
export type { AppDeps } from './http/services.ts'

/** The collector as a host runs it. */
export interface App {
  app: Hono
  /** `POST /v1/events` as `app` has it, for a host whose requests are none of Hono's. Never rejects. */
  takeEvents: (request: EventsRequest) => Promise<Answer>
  /** A site has changed outside of the app (by the CLI): its next request sees the change. */
  forget: (site: string) => void
  /** Whether there is anything to `flush`. */
  holds: () => boolean
  /** Writes what the app still holds (counts of dropped events): before the ledgers are closed. */
  flush: () => Promise<void>
  /** Ends the streams that are open, which would end by themselves only after minutes. */
  endStreams: () => void
}

/** The same app on every host: whatever differs between hosts is given. */
export function createApp(deps: AppDeps): App {
  const app = new Hono()
  const services = servicesOf(deps)
  const serve = (route: string, handler: Handler) => served(route, handler, services)
  const takeEvents = eventsRoute(services)

  for (const [name, text] of Object.entries(deps.assets ?? {}))
    app.get(`/${name}`, serve(`/${name}`, asset(text)))
  app.post('/v1/events', async (c) => responseOf(await takeEvents(eventsRequestOf(c, services))))
  app.options('/v1/events', serve('/v1/events', preflight))

  app.post('/v1/conversions', serve('/v1/conversions', postConversions))
  app.post('/v1/refunds', serve('/v1/refunds', postRefunds))
  app.post('/v1/identities', serve('/v1/identities', postIdentities))
  app.post('/v1/webhooks/:source/:site', serve('/v1/webhooks/{source}/{site}', postWebhook))
  app.post('/v1/costs', serve('/v1/costs', postCosts))
  app.post('/v1/codes', serve('/v1/codes', postCodes))
  app.post('/v1/imports', serve('/v1/imports', postImport))
  app.get('/v1/imports', serve('/v1/imports', getImports))
  app.get('/v1/imports/:id', serve('/v1/imports/{id}', getImport))
  app.post('/v1/imports/:id/rollback', serve('/v1/imports/{id}/rollback', postRollback))
  app.get('/v1/codes', serve('/v1/codes', getCodes))
  app.delete('/v1/codes/:code', serve('/v1/codes/{code}', deleteCode))

  app.get('/v1/click', serve('/v1/click', getClick))
  app.get('/v1/pixel.gif', serve('/v1/pixel.gif', getPixel))
  app.post('/v1/links', serve('/v1/links', postLinks))

  app.post('/v1/touches', serve('/v1/touches', postTouches))
  app.delete('/v1/touches/:id', serve('/v1/touches/{id}', deleteTouch))

  app.get('/v1/roi', serve('/v1/roi', getRoi))
  app.get('/v1/paths', serve('/v1/paths', getPaths))
  app.get('/v1/cohorts', serve('/v1/cohorts', getCohorts))
  app.get('/v1/compare', serve('/v1/compare', getCompare))
  app.get('/v1/claims', serve('/v1/claims', getClaims))
  app.get('/v1/campaigns', serve('/v1/campaigns', getCampaigns))
  app.post('/v1/campaigns', serve('/v1/campaigns', postCampaigns))
  app.get('/v1/reconcile', serve('/v1/reconcile', getReconcile))
  app.get('/v1/explain', serve('/v1/explain', getExplain))
  app.get('/v1/explain/claims', serve('/v1/explain/claims', getExplainClaims))
  app.get('/v1/explain/cohorts', serve('/v1/explain/cohorts', getExplainCohorts))
  app.get('/v1/explain/funnel', serve('/v1/explain/funnel', getExplainFunnel))
  app.get('/v1/explain/paths', serve('/v1/explain/paths', getExplainPaths))
  app.get('/v1/explain/reconcile', serve('/v1/explain/reconcile', getExplainReconcile))
  app.get('/v1/funnel', serve('/v1/funnel', getFunnel))
  app.get('/v1/models', serve('/v1/models', getModels))
  app.post('/v1/models/fit', serve('/v1/models/fit', postFit))
  app.get('/v1/models/:id', serve('/v1/models/{id}', getModelVersion))
  app.post('/v1/models/:id/activate', serve('/v1/models/{id}/activate', activateModel))
  app.get('/v1/journeys', serve('/v1/journeys', getJourneys))
  app.get('/v1/journeys/:transaction_id', serve('/v1/journeys/{transaction_id}', getJourney))

  app.get('/v1/export', serve('/v1/export', getExport))

  app.post('/v1/session', serve('/v1/session', postSession))
  app.get('/v1/session', serve('/v1/session', getSession))
  app.delete('/v1/session', serve('/v1/session', deleteSession))

  app.get('/v1/stream', serve('/v1/stream', getStream))
  app.get('/v1/check', serve('/v1/check', getCheck))

  app.get('/v1/health/data', serve('/v1/health/data', getDataHealth))
  app.get('/v1/audit', serve('/v1/audit', getAudit))
  app.post('/v1/erasures', serve('/v1/erasures', postErasure))
  app.get('/v1/erasures', serve('/v1/erasures', getErasures))
  app.get('/v1/periods', serve('/v1/periods', getPeriods))
  app.post('/v1/periods/close', serve('/v1/periods/close', postPeriodClose))
  app.post('/v1/periods/reopen', serve('/v1/periods/reopen', postPeriodReopen))

  const { admin } = deps
  if (admin) {
    app.get('/v1/site', serve('/v1/site', getSite(admin)))
    app.patch('/v1/site', serve('/v1/site', patchSite(admin)))
    app.get('/v1/keys', serve('/v1/keys', getKeys(admin)))
    app.post('/v1/keys', serve('/v1/keys', postKey(admin)))
    app.delete('/v1/keys/:id', serve('/v1/keys/{id}', deleteKey(admin)))
    app.get('/v1/shares', serve('/v1/shares', getShares(admin)))
    app.post('/v1/shares', serve('/v1/shares', postShare(admin)))
    app.delete('/v1/shares/:id', serve('/v1/shares/{id}', deleteShare(admin)))
  }
  if (admin?.token) app.post('/v1/admin', serve('/v1/admin', postAdmin(admin.token, admin)))
  if (deps.dashboard) serveDashboard(app, deps.dashboard, serve)
  app.get('/health', serve('/health', getHealth))
  app.get('/metrics', serve('/metrics', getMetrics))
  app.get('/openapi.json', serve('/openapi.json', getOpenApi()))
  app.get('/docs', serve('/docs', getDocs()))

  app.notFound(notFound(app, services))
  app.onError((error, c) => onError(error, c, services.log))
  return {
    app,
    takeEvents,
    forget: (site) => services.sites.forget(site),
    holds: () => services.drops.holds || services.refusals.holds,
    flush: async () => {
      await Promise.all([services.drops.flush(), services.refusals.flush()])
    },
    endStreams: () => services.streams.close(),
  }
}

type Serve = (route: string, handler: Handler) => ReturnType<typeof served>

/** Each of its pages is the same file, which reads the address itself. */
function serveDashboard(app: Hono, { page, files }: DashboardTexts, serve: Serve): void {
  for (const { path } of VIEWS) app.get(path, serve(path, dashboardPage(page)))
  for (const [name, text] of Object.entries(files)) {
    const path = `${FILES_PATH}${name}`
    app.get(path, serve(`${FILES_PATH}{file}`, dashboardFile(name, text)))
  }
}

function servicesOf(deps: AppDeps): Services {
  const { ledgers, clock, config } = deps
  return {
    ...deps,
    headerOf: deps.headerOf ?? ((c, name) => c.req.header(name)),
    metrics: deps.metrics ?? new Metrics(),
    sites: new SiteCache(ledgers, clock, config, deps.log),
    drops: new DropCounter(),
    refusals: new RefusalCounter(),
    rateLimit: deps.rateLimit ?? new RateLimit(config.rateLimit),
    signer: new Signer(),
    readDevice: makeDeviceReader(),
    checks: deps.checks ?? new MemoryChecks(),
    streams: new Streams(config.sharesLookups),
  }
}
