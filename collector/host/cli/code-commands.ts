import type { AdminAnswer } from '../../admin/commands.ts'
import { settleAll } from '../settle-all.ts'
import type { CliInput, Command } from './command.ts'
import { table } from './help.ts'

const SITE = { value: 'SITE', required: true, meaning: 'Whose code it is.' }

const codeAdd: Command = {
  name: 'code add',
  args: ['<code>'],
  summary: "Register a podcast's, partner's or customer's code, or change it.",
  notes: [
    'An order whose coupon is the code has a touch of its campaign at its own time, unless its journey',
    'has one of that campaign already. Orders of before are credited anew. Codes are compared without',
    "regard to case. A customer's code brings others (advocacy), and not that customer's own orders.",
  ],
  options: {
    site: SITE,
    campaign: { value: 'NAME', required: true, meaning: 'Campaign that orders come from.' },
    source: { value: 'NAME', meaning: 'Its source; the partner, or else the code.' },
    medium: { value: 'NAME', meaning: 'Its medium, which gives the channel; offline.' },
    channel: { value: 'NAME', meaning: 'Its channel, where no medium says it.' },
    partner: { value: 'NAME', meaning: 'Who gives it to their audience.' },
    'customer-id': { value: 'ID', meaning: 'Customer who gives it to their friends.' },
    'valid-from': { value: 'DAY', meaning: 'First day of orders that it counts for: 2026-11-01.' },
    'valid-to': { value: 'DAY', meaning: 'Last day of them.' },
  },
  examples: [
    'code add POD10 --site shop --campaign podcast-autumn --partner "Shop Talk" --medium audio',
    'code add ANA-5 --site shop --campaign friends --customer-id 4711',
  ],
  run: async (input, context) => {
    const [code = ''] = input.args
    const site = input.option('site') ?? ''
    const campaign = input.option('campaign') ?? ''
    const answer = await context.admin({
      command: 'code_add',
      site,
      code: { code, campaign, ...namedOf(input) },
    })
    await settleAll(site, context)
    return {
      json: answer,
      text: `${answer['code']} is ${OUTCOMES[String(answer['outcome'])]}: ${meaningOf(answer)}`,
    }
  },
}

const codeList: Command = {
  name: 'code list',
  args: [],
  summary: 'List the registered codes of a site, and which campaign each means.',
  options: { site: SITE },
  examples: ['code list --site shop'],
  run: async (input, { admin }) => {
    const site = input.option('site') ?? ''
    const answer = await admin({ command: 'code_list', site })
    const codes = answer['codes'] as AdminAnswer[]
    const rows = codes.map((code) => [String(code['code']), meaningOf(code), validityOf(code)])
    return {
      json: answer,
      text: rows.length > 0 ? table(rows).join('\n') : `${site} has no codes.`,
    }
  },
}

const codeRemove: Command = {
  name: 'code remove',
  args: ['<code>'],
  summary: 'Take a code back: orders with it are as if it had never been one.',
  notes: ['To end a code and keep what it has earned, give it a last day: code add … --valid-to.'],
  options: { site: SITE },
  examples: ['code remove POD10 --site shop'],
  run: async (input, context) => {
    const [code = ''] = input.args
    const site = input.option('site') ?? ''
    const answer = await context.admin({ command: 'code_remove', site, code })
    await settleAll(site, context)
    return { json: answer, text: `${answer['code']} is no code of ${site} any more.` }
  },
}

export const CODE_COMMANDS: readonly Command[] = [codeAdd, codeList, codeRemove]

/** What else was typed, by its names on the wire. */
function namedOf(input: CliInput): Record<string, string> {
  const options = Object.keys(codeAdd.options).filter(
    (name) => !['site', 'campaign'].includes(name),
  )
  return Object.fromEntries(
    options.flatMap((name) => {
      const value = input.option(name)
      return value === undefined ? [] : [[name.replaceAll('-', '_'), value]]
    }),
  )
}

const OUTCOMES: Record<string, string> = {
  created: 'registered',
  updated: 'changed',
  unchanged: 'known',
}

const meaningOf = ({ channel, source, medium, campaign, customer_id: customer }: AdminAnswer) =>
  `${channel} (${source} / ${medium} / ${campaign})${customer ? `, of customer ${customer}` : ''}`

function validityOf({ valid_from: from, valid_to: to }: AdminAnswer): string {
  if (from === null && to === null) return ''
  return `${from ?? ''} … ${to ?? ''}`.trim()
}
