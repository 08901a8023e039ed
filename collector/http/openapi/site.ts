import { z } from 'zod'
import * as answers from '../../../shared/wire/answers/site.ts'
import { auditQuery } from '../../../shared/wire/audit.ts'
import { wireErasure } from '../../../shared/wire/erasures.ts'
import { activateBody, fitBody } from '../../../shared/wire/models.ts'
import { closePeriod, reopenPeriod } from '../../../shared/wire/periods.ts'
import { listQuery as erasuresQuery } from '../erasures.ts'
import { querySchema as modelsQuery } from '../models.ts'
import { listQuery as periodsQuery } from '../periods.ts'
import { querySchema as healthQuery } from '../webhooks/data-health.ts'
import * as examples from './examples.ts'
import { type Operation, ok } from './operation.ts'
import { CSV_TOO } from './reports.ts'

const version = { id: { description: 'Of a version, or of the fit that becomes one' } }

const modelOperations: readonly Operation[] = [
  {
    ...{ id: 'getModels', method: 'get', path: '/v1/models', tag: 'Models' },
    summary: 'List models, what each can be told, and what was fitted',
    access: 'report',
    query: modelsQuery,
    success: [ok('Models', answers.modelsAnswer)],
  },
  {
    ...{ id: 'postFit', method: 'post', path: '/v1/models/fit', tag: 'Models' },
    summary: "Fit a data-driven model on the site's journeys",
    description: 'It goes on behind the requests: ask GET /v1/models/{id} how far it is.',
    access: 'admin',
    body: { name: 'Fit', schema: fitBody, example: examples.FIT },
    success: [
      {
        ...{ status: 202, description: 'It has begun' },
        json: { name: 'FitBegun', schema: answers.fitBegun },
        headers: { location: 'The fit, and later the version' },
      },
    ],
    problems: ['conflict'],
  },
  {
    ...{ id: 'getModel', method: 'get', path: '/v1/models/{id}', tag: 'Models' },
    summary: 'Look at a fit, or at the version that has come of it',
    access: 'report',
    inPath: version,
    success: [ok('Model', answers.modelAnswer)],
    problems: ['not-found'],
  },
  {
    ...{ id: 'activateModel', method: 'post', path: '/v1/models/{id}/activate', tag: 'Models' },
    summary: 'Have reports credit by a fitted version',
    description: 'Figures are derived under it, and shown once they are complete.',
    access: 'admin',
    inPath: version,
    body: { name: 'Activation', schema: activateBody, example: { force: true }, isOptional: true },
    success: [ok('ModelActivated', answers.modelActivated)],
    problems: ['not-found', 'conflict'],
  },
]

const tag = 'The site'

export const siteOperations: readonly Operation[] = [
  ...modelOperations,
  {
    ...{ id: 'getDataHealth', method: 'get', path: '/v1/health/data', tag },
    summary: 'What comes in from where, what is refused, and what is matched',
    access: 'report',
    query: healthQuery,
    success: [{ ...ok('DataHealth', answers.dataHealth), ...CSV_TOO }],
  },
  {
    ...{ id: 'getAudit', method: 'get', path: '/v1/audit', tag },
    summary: 'What has changed in what was credited, as a chain of hashes',
    access: 'admin',
    query: auditQuery,
    success: [ok('Audit', answers.auditAnswer)],
  },
  {
    ...{ id: 'postErasure', method: 'post', path: '/v1/erasures', tag },
    summary: 'Erase a person for good',
    description: 'Whoever all identifiers given are of. No figure changes.',
    access: 'admin',
    body: { name: 'Erasure', schema: wireErasure, example: examples.ERASURE },
    success: [ok('Erased', answers.erasureAnswer, 'How much there was, and whether it is gone')],
  },
  {
    ...{ id: 'getErasures', method: 'get', path: '/v1/erasures', tag },
    summary: 'List erasures; who it was is not known any more',
    access: 'admin',
    query: erasuresQuery,
    success: [ok('Erasures', answers.erasuresAnswer)],
  },
  {
    ...{ id: 'getPeriods', method: 'get', path: '/v1/periods', tag },
    summary: 'List closed periods',
    access: 'report',
    query: periodsQuery,
    success: [ok('Periods', answers.periodsAnswer)],
  },
  {
    ...{ id: 'closePeriod', method: 'post', path: '/v1/periods/close', tag },
    summary: 'Close a period: its figures stay as they are now',
    access: 'admin',
    body: { name: 'PeriodToClose', schema: closePeriod, example: examples.CLOSE },
    success: [ok('Period', answers.periodAnswer)],
    problems: ['conflict'],
  },
  {
    ...{ id: 'reopenPeriod', method: 'post', path: '/v1/periods/reopen', tag },
    summary: 'Reopen a period: reports show its figures of now again',
    access: 'admin',
    body: { name: 'PeriodToReopen', schema: reopenPeriod, example: examples.REOPEN },
    success: [ok('PeriodReopened', answers.periodReopened)],
    problems: ['conflict'],
  },
]

const collector = 'The collector'

const command = z
  .looseObject({ command: z.string() })
  .describe('One command of the command line, with its fields')

export const collectorOperations: readonly Operation[] = [
  {
    ...{ id: 'getHealth', method: 'get', path: '/health', tag: collector },
    summary: 'Whether the collector is up',
    access: 'anybody',
    success: [ok('Health', answers.healthAnswer, 'It is up')],
  },
  {
    ...{ id: 'getMetrics', method: 'get', path: '/metrics', tag: collector },
    summary: 'Numbers for Prometheus',
    description: 'No site, person or address is named in them.',
    access: 'anybody',
    success: [{ status: 200, description: 'Exposition format 0.0.4', texts: ['text/plain'] }],
  },
  {
    ...{ id: 'postAdmin', method: 'post', path: '/v1/admin', tag: collector },
    summary: 'Run one command of an operator',
    description:
      'The command line sends them (`pathworth --url`). Where no admin token is set there is no such path.',
    access: 'admin_token',
    body: { name: 'Command', schema: command, example: { command: 'site_list' } },
    success: [ok('CommandAnswer', z.looseObject({}).describe('What the command answers'))],
    problems: ['not-found', 'conflict', 'too-many-requests'],
  },
  {
    ...{ id: 'getOpenApi', method: 'get', path: '/openapi.json', tag: collector },
    summary: 'This description',
    access: 'anybody',
    success: [
      {
        ...ok('OpenApi', z.looseObject({ openapi: z.literal('3.1.1') }), 'OpenAPI 3.1'),
        headers: { etag: 'Of this description' },
      },
    ],
  },
  {
    ...{ id: 'getDocs', method: 'get', path: '/docs', tag: collector },
    summary: 'This description, for people',
    access: 'anybody',
    success: [
      {
        ...{ status: 200, description: 'A page without scripts', texts: ['text/html'] },
        headers: { etag: 'Of this description' },
      },
    ],
  },
]
