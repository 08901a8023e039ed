import type { WebhookShown } from '../../admin/webhooks.ts'
import { WEBHOOK_SOURCES } from '../../source/webhooks/vendors.ts'
import type { CliInput, Command } from './command.ts'
import { table } from './help.ts'

const SITE = { value: 'SITE', required: true, meaning: 'Whose shop it is.' }
const SOURCE = { value: WEBHOOK_SOURCES.join('|'), required: true, meaning: 'Who sends.' }
const SECRET = {
  value: 'SECRET',
  required: true,
  meaning: 'What the vendor signs with.',
}

const webhookAdd: Command = {
  name: 'webhook add',
  args: [],
  summary: "Store what a vendor signs its webhooks with, and show the webhooks' address.",
  notes: [
    'A source may have several secrets, and each is good: Shopify signs what is made in the admin with',
    'another secret than what an app makes. "standard" is for a backend of your own.',
  ],
  options: { site: SITE, source: SOURCE, secret: SECRET },
  examples: ['webhook add --site shop --source shopify --secret 5f1c…'],
  run: async (input, { admin, url }) => {
    const answer = await admin({ command: 'webhook_add', ...askedOf(input) })
    return {
      json: answer,
      text: `Stored as ${answer['id']}. ${addressText(input, url)}`,
    }
  },
}

const webhookRotate: Command = {
  name: 'webhook rotate',
  args: [],
  summary: 'Store a new secret of a source; the old ones stay good for a while.',
  options: {
    site: SITE,
    source: SOURCE,
    secret: SECRET,
    'overlap-hours': { value: 'HOURS', meaning: 'How long the old ones stay good; 24.' },
  },
  examples: ['webhook rotate --site shop --source shopify --secret 7ab2… --overlap-hours 48'],
  run: async (input, { admin }) => {
    const hours = input.option('overlap-hours')
    const answer = await admin({
      command: 'webhook_rotate',
      ...askedOf(input),
      ...(hours === undefined ? {} : { overlap_hours: hours }),
    })
    const text = `Stored as ${answer['id']}. The others are good until ${answer['others_until']}.`
    return { json: answer, text }
  },
}

const webhookList: Command = {
  name: 'webhook list',
  args: [],
  summary:
    'List the webhook secrets of a site: id, source, since when, until when; never the secrets.',
  options: { site: SITE },
  examples: ['webhook list --site shop'],
  run: async (input, { admin }) => {
    const site = input.option('site') ?? ''
    const answer = await admin({ command: 'webhook_list', site })
    const rows = (answer['webhooks'] as WebhookShown[]).map((one) => [
      ...[one.id, one.source, `since ${one.created_at}`],
      one.valid_until === null ? '' : `until ${one.valid_until}`,
    ])
    const text = rows.length > 0 ? table(rows).join('\n') : `${site} has no webhook secrets.`
    return { json: answer, text }
  },
}

const webhookRevoke: Command = {
  name: 'webhook revoke',
  args: ['<id>'],
  summary: 'Revoke a webhook secret at once, and forget it.',
  options: { site: SITE },
  examples: ['webhook revoke 3f9a2c41d07b --site shop'],
  run: async (input, { admin }) => {
    const [id = ''] = input.args
    const site = input.option('site') ?? ''
    const answer = await admin({ command: 'webhook_revoke', site, id })
    return { json: answer, text: `The secret ${id} of ${answer['source']} is revoked.` }
  },
}

export const WEBHOOK_COMMANDS: readonly Command[] = [
  webhookAdd,
  webhookList,
  webhookRotate,
  webhookRevoke,
]

const askedOf = (input: CliInput) => ({
  site: input.option('site') ?? '',
  source: input.option('source') ?? '',
  secret: input.option('secret') ?? '',
})

function addressText(input: CliInput, url: string): string {
  const [source = '', site = ''] = ['source', 'site'].map((name) => input.option(name))
  if (source === 'standard')
    return `Sign what goes to ${url}/v1/conversions?site=${site} and ${url}/v1/refunds?site=${site} with it.`
  return `Have ${source} send to ${url}/v1/webhooks/${source}/${site}`
}
