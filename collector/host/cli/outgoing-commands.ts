import type { EndpointShown, OutgoingShown } from '../../admin/outgoing.ts'
import { OUTGOING_EVENTS } from '../../ledger/outgoing.ts'
import type { CliInput, Command } from './command.ts'
import { table } from './help.ts'

const SITE = { value: 'SITE', required: true, meaning: 'Which site tells.' }

const add: Command = {
  name: 'webhook-out add',
  args: ['<url>'],
  summary:
    'Tell an address what happens in a site, and show the secret that deliveries are signed with.',
  notes: [
    'The secret is shown once. An address is https and public, unless its host stands in',
    'PATHWORTH_WEBHOOK_HOSTS of the collector.',
  ],
  options: {
    site: SITE,
    events: { value: 'EVENTS', list: true, meaning: `${OUTGOING_EVENTS.join(', ')}; both.` },
  },
  examples: [
    'webhook-out add https://crm.example/webhooks --site shop',
    'webhook-out add https://crm.example/imports --site shop --events import.finished',
  ],
  run: async (input, { admin }) => {
    const events = input.list('events')
    const answer = await admin({
      ...{ command: 'webhook_out_add', site: siteOf(input), url: input.args[0] ?? '' },
      // What is no event is refused where all commands are checked.
      ...(events && { events: events as (typeof OUTGOING_EVENTS)[number][] }),
    })
    const { id, secret } = answer
    return { json: answer, text: `Stored as ${id}. Its secret, shown this once:\n  ${secret}` }
  },
}

const list: Command = {
  name: 'webhook-out list',
  args: [],
  summary: 'List whom a site tells what happens; never the secrets.',
  options: { site: SITE },
  examples: ['webhook-out list --site shop'],
  run: async (input, { admin }) => {
    const site = siteOf(input)
    const answer = await admin({ command: 'webhook_out_list', site })
    const rows = (answer['endpoints'] as EndpointShown[]).map((one) => [
      ...[one.id, one.url, one.events.join(' '), `since ${one.created_at}`],
      one.disabled_at === null ? '' : `gone since ${one.disabled_at}`,
    ])
    const text = rows.length > 0 ? table(rows).join('\n') : `${site} tells nobody.`
    return { json: answer, text }
  },
}

const rotate: Command = {
  name: 'webhook-out rotate',
  args: ['<id>'],
  summary: 'Make a new secret of an endpoint; deliveries carry signatures of both for a while.',
  options: {
    site: SITE,
    'overlap-hours': { value: 'HOURS', meaning: 'How long the old ones sign, too; 24.' },
  },
  examples: ['webhook-out rotate 3f9a2c41d07b --site shop --overlap-hours 48'],
  run: async (input, { admin }) => {
    const hours = input.option('overlap-hours')
    const answer = await admin({
      ...{ command: 'webhook_out_rotate', ...endpointOf(input) },
      ...(hours === undefined ? {} : { overlap_hours: hours }),
    })
    const until = `Deliveries are signed with the old one, too, until ${answer['others_until']}.`
    return {
      json: answer,
      text: `The new secret, shown this once:\n  ${answer['secret']}\n${until}`,
    }
  },
}

const remove: Command = {
  name: 'webhook-out remove',
  args: ['<id>'],
  summary: 'Tell an endpoint nothing more; what waits for it is forgotten.',
  options: { site: SITE },
  examples: ['webhook-out remove 3f9a2c41d07b --site shop'],
  run: async (input, { admin }) => {
    const answer = await admin({ command: 'webhook_out_remove', ...endpointOf(input) })
    return { json: answer, text: `${answer['url']} is told nothing more.` }
  },
}

const enable: Command = {
  name: 'webhook-out enable',
  args: ['<id>'],
  summary:
    'Tell an endpoint again that has answered 410; "webhook-out retry" sends what it has missed.',
  options: { site: SITE },
  examples: ['webhook-out enable 3f9a2c41d07b --site shop'],
  run: async (input, { admin }) => {
    const answer = await admin({ command: 'webhook_out_enable', ...endpointOf(input) })
    return { json: answer, text: `${answer['url']} is told what happens from now on.` }
  },
}

const deliveries: Command = {
  name: 'webhook-out deliveries',
  args: [],
  summary:
    'List what was sent and what waits, the newest first; of what was delivered the last 1,000.',
  options: {
    site: SITE,
    state: { value: 'waiting|delivered|dead|superseded', meaning: 'Of this state alone.' },
    before: { value: 'ID', meaning: 'Older than this one: the next page.' },
  },
  examples: ['webhook-out deliveries --site shop --state dead'],
  run: async (input, { admin }) => {
    const [state, before] = [input.option('state'), input.option('before')]
    const answer = await admin({
      ...{ command: 'webhook_out_deliveries', site: siteOf(input) },
      // What is no state is refused where all commands are checked.
      ...(state !== undefined && { state: state as OutgoingShown['state'] }),
      ...(before !== undefined && { before }),
    })
    const rows = (answer['deliveries'] as OutgoingShown[]).map((one) => [
      ...[String(one.id), one.created_at ?? '', one.event, one.subject, one.endpoint, one.state],
      lastTry(one),
    ])
    const text = rows.length > 0 ? table(rows).join('\n') : 'There are none.'
    const next = answer['next']
    const more = next === null ? '' : `\nMore: --before ${next}`
    return { json: answer, text: text + more }
  },
}

const retry: Command = {
  name: 'webhook-out retry',
  args: ['[id]'],
  summary: 'Send a dead delivery again, or all of them.',
  options: { site: SITE },
  examples: ['webhook-out retry 17 --site shop', 'webhook-out retry --site shop'],
  run: async (input, { admin }) => {
    const [id] = input.args
    const answer = await admin({
      ...{ command: 'webhook_out_retry', site: siteOf(input) },
      ...(id !== undefined && { id }),
    })
    return { json: answer, text: `${answer['retried']} will be sent again.` }
  },
}

export const OUTGOING_COMMANDS: readonly Command[] = [
  add,
  list,
  rotate,
  remove,
  enable,
  deliveries,
  retry,
]

const siteOf = (input: CliInput): string => input.option('site') ?? ''

const endpointOf = (input: CliInput) => ({ site: siteOf(input), id: input.args[0] ?? '' })

/** `3 tries, 500` or `1 try, no answer within 15 s`. */
function lastTry({ tries, last_status: status, last_error: error }: OutgoingShown): string {
  if (tries === 0) return ''
  const said = [status ?? '', error].filter((part) => part !== '').join(' ')
  return `${tries} ${tries === 1 ? 'try' : 'tries'}, ${said}`
}
