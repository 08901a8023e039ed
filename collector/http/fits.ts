import { activateBody, fitBody } from '../../shared/wire/models.ts'
import { isFitError } from '../ledger/fits.ts'
import {
  ActivationError,
  activated,
  fitRequestOf,
  knownOf,
  shownFit,
  shownVersion,
  versionOf,
  whyNotYet,
} from '../ledger/fitted-models.ts'
import { json } from './answer.ts'
import { authenticate } from './auth.ts'
import { readObject } from './body.ts'
import { freshness } from './freshness.ts'
import { invalidFields, Problem } from './problem.ts'
import { fromBackend } from './provenance.ts'
import type { Handler } from './services.ts'

const BODY_BYTES_MAX = 10_000

/** `POST /v1/models/fit`: begins a fit, which goes on behind the requests. */
export const postFit: Handler = async (c, services) => {
  const caller = await authenticate(c, services, 'admin')
  const asked = await readObject(c, fitBody, BODY_BYTES_MAX)
  const now = services.clock()
  const notYet = whyNotYet(asked, caller.site.state.settings, now)
  if (notYet) throw invalidFields([{ field: 'to', message: notYet }])
  const request = fitRequestOf(asked)
  const by = fromBackend(caller, now)
  const fit = await caller.site.ledger.startFit(request, by).catch(refused)
  return json(202, { fit: shownFit(fit) }, { location: `/v1/models/${fit.id}` })
}

/** `GET /v1/models/{id}`: a version, or the fit that becomes one. */
export const getModelVersion: Handler = async (c, services) => {
  const { site } = await authenticate(c, services, 'report')
  const id = c.req.param('id') ?? ''
  const answer = await site.ledger.report({ kind: 'model_versions' })
  const meta = { site: site.name, ...freshness(answer) }
  const version = answer.versions.find((one) => one.id === id)
  if (version) return json(200, { meta, model: shownVersion(version, answer.settings) })
  const fit = answer.fits.find((one) => one.id === id)
  if (fit) return json(200, { meta, model: shownFit(fit) })
  throw new Problem('not-found', `there is no version "${id}": ${knownOf(answer.versions)}`)
}

/** `POST /v1/models/{id}/activate`: figures are derived under it, and shown once they are complete. */
export const activateModel: Handler = async (c, services) => {
  const { site, key } = await authenticate(c, services, 'admin')
  const { force } = await readObject(c, activateBody, BODY_BYTES_MAX, '{}')
  const { ledger, name } = site
  const found = await ledger.report({ kind: 'model_versions' })
  const state = await ledger.state()
  try {
    const version = versionOf(c.req.param('id') ?? '', found)
    const advice = 'send {"force": true}'
    const settings = activated(version, state.settings, { force, advice })
    const change = { owner: key.holder, at: services.clock() }
    const after = settings ? await ledger.change({ kind: 'settings', settings, ...change }) : state
    const { id, request } = version
    return json(200, {
      activated: { id, model: request.model },
      settings_version: after.settingsVersion,
      changed: settings !== undefined,
    })
  } catch (error) {
    throw error instanceof ActivationError
      ? new Problem(error.isUnknown ? 'not-found' : 'conflict', error.message)
      : error
  } finally {
    services.sites.forget(name)
  }
}

function refused(error: unknown): never {
  throw isFitError(error) ? new Problem('conflict', error.message) : error
}
