import type { QuarantineShown } from '../../admin/quarantine.ts'
import type { Command } from './command.ts'
import { table } from './help.ts'

const SITE = { value: 'SITE', required: true, meaning: 'Where it waits.' }

const quarantineList: Command = {
  name: 'quarantine list',
  args: [],
  summary: 'List deliveries that are signed well and could not be read, the oldest first.',
  options: { site: SITE, after: { value: 'ID', meaning: 'Go on behind this one.' } },
  examples: ['quarantine list --site shop'],
  run: async (input, { admin }) => {
    const site = input.option('site') ?? ''
    const after = input.option('after')
    const answer = await admin({
      command: 'quarantine_list',
      site,
      ...(after === undefined ? {} : { after }),
    })
    const rows = (answer['deliveries'] as QuarantineShown[]).map((one) => [
      ...[String(one.id), one.received_at, `${one.source} ${one.topic}`, one.reason],
    ])
    const more = answer['next'] === null ? [] : [`More: --after ${answer['next']}`]
    const text =
      rows.length > 0 ? [...table(rows), ...more].join('\n') : `Nothing waits in ${site}.`
    return { json: answer, text }
  },
}

const quarantineShow: Command = {
  name: 'quarantine show',
  args: ['<id>'],
  summary: 'Show one of them as it was sent.',
  options: { site: SITE },
  examples: ['quarantine show 7 --site shop'],
  run: async (input, { admin }) => {
    const [id = ''] = input.args
    const site = input.option('site') ?? ''
    const answer = await admin({ command: 'quarantine_show', site, id })
    const { received_at: at, source, topic, reason, body } = answer
    return { json: answer, text: `${source} ${topic}, ${at}\n${reason}\n\n${body}` }
  },
}

const quarantineRetry: Command = {
  name: 'quarantine retry',
  args: ['[id…]'],
  summary: 'Read deliveries again, all when none is named: after an update more can be read.',
  options: { site: SITE },
  examples: ['quarantine retry --site shop', 'quarantine retry 7 --site shop'],
  run: async (input, { admin }) => {
    const site = input.option('site') ?? ''
    const ids = input.args.length > 0 ? input.args : await waitingIn(site, admin)
    const results: Record<string, unknown>[] = []
    for (const id of ids) results.push(await admin({ command: 'quarantine_retry', site, id }))
    const waiting = results.filter(({ outcome }) => outcome === 'quarantined')
    const lines = waiting.map(({ id, reason }) => `${id} still can't be read: ${reason}`)
    const read = results.length - waiting.length
    return {
      json: { site, results },
      text: [`${read} of ${results.length} could be read.`, ...lines].join('\n'),
      failed: waiting.length > 0,
    }
  },
}

const quarantineDiscard: Command = {
  name: 'quarantine discard',
  args: ['<id>'],
  summary: 'Give a delivery up: its text is not kept.',
  options: { site: SITE },
  examples: ['quarantine discard 7 --site shop'],
  run: async (input, { admin }) => {
    const [id = ''] = input.args
    const site = input.option('site') ?? ''
    const answer = await admin({ command: 'quarantine_discard', site, id })
    return { json: answer, text: `Delivery ${id} is given up.` }
  },
}

export const QUARANTINE_COMMANDS: readonly Command[] = [
  quarantineList,
  quarantineShow,
  quarantineRetry,
  quarantineDiscard,
]

/** All of them, page by page. */
async function waitingIn(
  site: string,
  admin: Parameters<Command['run']>[1]['admin'],
): Promise<string[]> {
  const ids: string[] = []
  for (let after: unknown; after !== null; ) {
    const page = await admin({
      command: 'quarantine_list',
      site,
      ...(after === undefined ? {} : { after }),
    })
    ids.push(...(page['deliveries'] as QuarantineShown[]).map(({ id }) => String(id)))
    after = page['next']
  }
  return ids
}
