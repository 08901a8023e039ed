import { importsAnswer, oneImport, rolledBack } from '../../../shared/wire/answers/site.ts'
import { importAnswer } from '../../../shared/wire/answers/writes.ts'
import { importQuery, importsQuery } from '../import-query.ts'
import { siteQuery } from '../imports.ts'
import { SPEND_FILE } from './examples.ts'
import { type Operation, ok } from './operation.ts'

const tag = 'Files'

const id = { id: { description: 'As the import was answered' } }

const answer = { name: 'ImportAnswer', schema: importAnswer }

export const fileOperations: readonly Operation[] = [
  {
    ...{ id: 'postImport', method: 'post', path: '/v1/imports', tag },
    summary: 'Import a file of costs, claims, deals, contacts or rates',
    description:
      'As a whole or not at all. Ask with `dry_run=true` first: what was recognised, what would be replaced, which lines are refused and why.',
    access: 'write',
    query: importQuery,
    body: {
      description: 'The file as it was downloaded, or one file in a form',
      fileTypes: ['text/csv', 'application/octet-stream', 'multipart/form-data'],
      example: SPEND_FILE,
    },
    success: [
      { status: 200, description: 'A dry run, rates, or nothing new', json: answer },
      {
        ...{ status: 201, description: 'An import was made', json: answer },
        headers: { location: 'The import' },
      },
    ],
    problems: ['conflict'],
  },
  {
    ...{ id: 'getImports', method: 'get', path: '/v1/imports', tag },
    summary: 'List imports, the newest first',
    access: 'read',
    query: importsQuery,
    success: [ok('Imports', importsAnswer)],
  },
  {
    ...{ id: 'getImport', method: 'get', path: '/v1/imports/{id}', tag },
    summary: 'Look at one import',
    access: 'read',
    query: siteQuery,
    inPath: id,
    success: [ok('Import', oneImport)],
    problems: ['not-found'],
  },
  {
    ...{ id: 'rollBackImport', method: 'post', path: '/v1/imports/{id}/rollback', tag },
    summary: 'Roll an import back: what it had replaced stands again',
    access: 'write',
    query: siteQuery,
    inPath: id,
    success: [ok('RolledBack', rolledBack)],
    problems: ['not-found', 'conflict'],
  },
]
