import { z } from 'zod'
import { codesAnswer } from '../../../shared/wire/answers/site.ts'
import * as answers from '../../../shared/wire/answers/writes.ts'
import { wireAlias } from '../../../shared/wire/campaign-aliases.ts'
import { wireCode } from '../../../shared/wire/codes.ts'
import { wireConversion, wireIdentity, wireRefund } from '../../../shared/wire/conversions.ts'
import { wireCost } from '../../../shared/wire/costs.ts'
import { wireLink } from '../../../shared/wire/links.ts'
import { wireTouch } from '../../../shared/wire/touches.ts'
import { ALIASES_A_REQUEST_MAX } from '../../ledger/campaign-aliases.ts'
import { VENDORS } from '../../source/webhooks/vendors.ts'
import { querySchema as codesQuery } from '../codes.ts'
import * as examples from './examples.ts'
import { type Body, type Operation, ok } from './operation.ts'

const tag = 'From your backend'

const records = (name: string, schema: z.ZodType, example: unknown): Body => ({
  ...{ name, schema, example },
  isMany: true,
})

const stored = (name: string, schema: z.ZodType) => [
  ok(name, schema, 'Stored: one result for each record, in the order of the request'),
]

/** What a backend tells, and takes back. */
export const backendOperations: readonly Operation[] = [
  {
    ...{ id: 'postConversions', method: 'post', path: '/v1/conversions', tag },
    summary: 'Send orders, leads, deals and renewals',
    description:
      'Named by `(goal, transaction_id)`: a version with a later `updated_at` takes the place of the one before. A backend that signs by Standard Webhooks needs no key, and names the site as `?site=`.',
    access: 'write_or_signature',
    body: records('Conversion', wireConversion, examples.CONVERSION),
    success: stored('ConversionResults', answers.conversionResults),
  },
  {
    ...{ id: 'postRefunds', method: 'post', path: '/v1/refunds', tag },
    summary: 'Send refunds, also before their orders',
    description: 'Named by the order and `refund_id`.',
    access: 'write_or_signature',
    body: records('Refund', wireRefund, examples.REFUND),
    success: stored('RefundResults', answers.refundResults),
  },
  {
    ...{ id: 'postIdentities', method: 'post', path: '/v1/identities', tag },
    summary: 'Say which visitor, customer and e-mail address are one person',
    access: 'write',
    body: records('Identity', wireIdentity, examples.IDENTITY),
    success: stored('IdentityResults', answers.identityResults),
  },
  {
    ...{ id: 'postCosts', method: 'post', path: '/v1/costs', tag },
    summary: 'Send costs',
    description:
      'Named by `external_id`: a cost of the same id takes the place of the one before. Without one, sending it twice counts it twice.',
    access: 'write',
    body: records('Cost', wireCost, examples.COST),
    success: stored('CostResults', answers.costResults),
  },
  {
    ...{ id: 'postTouches', method: 'post', path: '/v1/touches', tag },
    summary: 'Send touches away from a screen: calls, meetings, store visits',
    description: 'Named by `id`. Orders of before are credited anew.',
    access: 'write_or_signature',
    body: { ...records('Touch', wireTouch, examples.TOUCH), listField: 'touches' },
    success: stored('TouchResults', answers.touchResults),
  },
  {
    ...{ id: 'deleteTouch', method: 'delete', path: '/v1/touches/{id}', tag },
    summary: 'Take a touch back, as if it had never been',
    access: 'write',
    inPath: { id: { description: 'The `id` under which it was sent' } },
    success: [ok('TouchRemoved', answers.touchRemoved, 'It is removed')],
    problems: ['not-found'],
  },
  {
    ...{ id: 'postCodes', method: 'post', path: '/v1/codes', tag },
    summary: 'Register codes of partners and customers',
    description: 'Orders with such a code come from its campaign; those of before, too.',
    access: 'write',
    body: records('Code', wireCode, examples.CODE),
    success: stored('CodeResults', answers.codeResults),
  },
  {
    ...{ id: 'getCodes', method: 'get', path: '/v1/codes', tag },
    summary: 'List the codes that are registered',
    access: 'read',
    query: codesQuery,
    success: [ok('Codes', codesAnswer)],
  },
  {
    ...{ id: 'deleteCode', method: 'delete', path: '/v1/codes/{code}', tag },
    summary: 'Take a code back, as if it had never been',
    access: 'write',
    inPath: { code: { description: 'As it was registered' } },
    success: [ok('CodeRemoved', answers.codeRemoved, 'It is removed')],
    problems: ['not-found'],
  },
  {
    ...{ id: 'postCampaigns', method: 'post', path: '/v1/campaigns', tag },
    summary: 'Say what links call campaigns of platforms, or take it back',
    description:
      'Spend of such a campaign counts there, whenever it was imported. A row of `GET /v1/campaigns` is taken as it is, with another `means`; of null takes it back.',
    access: 'write',
    body: {
      ...records('Campaign', wireAlias, examples.ALIAS),
      recordsMax: ALIASES_A_REQUEST_MAX,
    },
    success: stored('CampaignResults', answers.aliasResults),
  },
  {
    ...{ id: 'postLinks', method: 'post', path: '/v1/links', tag },
    summary: 'Make signed links for mails, partners and print',
    description: 'Nothing is stored: the same link is the same whenever it is made.',
    access: 'write',
    body: records('Link', wireLink, examples.LINK),
    success: [ok('LinkResults', answers.linkResults, 'The links, in the order of the request')],
  },
  {
    ...{ id: 'postWebhook', method: 'post', path: '/v1/webhooks/{source}/{site}', tag },
    summary: 'Take a delivery as the vendor sends it',
    description:
      'A delivery that is signed well and can not be read is kept aside, and answered 200 as well: a vendor who hears of errors for long sends nothing more.',
    access: 'vendor_signature',
    inPath: {
      source: {
        description: 'Who sends it',
        schema: { type: 'string', enum: VENDORS.map(({ name }) => name) },
      },
      site: { description: 'Name of the site', schema: { type: 'string' } },
    },
    body: {
      ...{ name: 'Delivery', schema: z.looseObject({}).describe('As the vendor has it') },
      example: examples.SHOPIFY_ORDER,
    },
    success: [ok('DeliveryTaken', answers.webhookTaken, 'It is taken, or kept aside')],
    problems: ['unauthorized', 'not-found', 'unknown-site'],
  },
]
