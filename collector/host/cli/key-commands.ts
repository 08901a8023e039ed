import type { KeyShown } from '../../admin/keys.ts'
import { SCOPES } from '../../admin/new-site.ts'
import type { Scope } from '../../ledger/ledger.ts'
import { type Command, UsageError } from './command.ts'
import { columns } from './help.ts'

const keyCreate: Command = {
  name: 'key create',
  args: ['<site>'],
  summary: 'Create a key of a site, and show it, once.',
  notes: ['write: send conversions, refunds, costs. read: ask for ROI. admin: both.'],
  options: {
    scope: { value: SCOPES.join('|'), required: true, meaning: 'What it may do.' },
    holder: {
      value: 'NAME',
      required: true,
      meaning: 'Who holds it; stands beside what it sends.',
    },
  },
  examples: ['key create shop --scope read --holder "Ana"'],
  run: async (input, { admin }) => {
    const [site = ''] = input.args
    const answer = await admin({
      command: 'key_create',
      site,
      scope: scopeOf(input.option('scope') ?? ''),
      holder: input.option('holder') ?? '',
    })
    return {
      json: answer,
      text: `${answer['key']}\n\nThis is the only time it is shown. Its id is ${answer['id']}.`,
    }
  },
}

const keyList: Command = {
  name: 'key list',
  args: ['<site>'],
  summary: 'List the keys of a site: id, scope, holder, since when, revoked when.',
  options: {},
  examples: ['key list shop'],
  run: async (input, { admin }) => {
    const [site = ''] = input.args
    const answer = await admin({ command: 'key_list', site })
    const rows = (answer['keys'] as KeyShown[]).map((key): [string, string] => [
      `${key.id}  ${key.scope.padEnd('write'.length)}`,
      `${key.created_at}  ${key.holder}${key.revoked_at ? `  revoked ${key.revoked_at}` : ''}`,
    ])
    return { json: answer, text: columns(rows, '').join('\n') }
  },
}

const keyRevoke: Command = {
  name: 'key revoke',
  args: ['<site>', '<id>'],
  summary: 'Revoke a key: it opens nothing any more, within a second.',
  options: {},
  examples: ['key revoke shop 3f9a2c41d07b'],
  run: async (input, { admin }) => {
    const [site = '', id = ''] = input.args
    const answer = await admin({ command: 'key_revoke', site, id })
    return { json: answer, text: `Key ${id} (${answer['scope']}, ${answer['holder']}) is revoked.` }
  },
}

export const KEY_COMMANDS: readonly Command[] = [keyCreate, keyList, keyRevoke]

function scopeOf(text: string): Scope {
  const scope = SCOPES.find((known) => known === text)
  if (!scope) throw new UsageError(`--scope ${text}: is one of ${SCOPES.join(', ')}`)
  return scope
}
