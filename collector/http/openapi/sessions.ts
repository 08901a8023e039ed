import * as answers from '../../../shared/wire/answers/site.ts'
import { signInBody } from '../../../shared/wire/sessions.ts'
import { querySchema } from '../session.ts'
import * as examples from './examples.ts'
import { type Operation, ok } from './operation.ts'

const tag = 'The dashboard'
const path = '/v1/session'

/** A session is of its browser: a program has its key. */
export const sessionOperations: readonly Operation[] = [
  {
    ...{ id: 'postSession', method: 'post', path, tag },
    summary: 'Sign a browser in with a key',
    description:
      'A cookie that no script can read stands for the key from then on, on pages of the collector itself. It ends after 30 days, and with the key.',
    access: 'anybody',
    body: { name: 'SignIn', schema: signInBody, example: examples.SIGN_IN },
    success: [
      {
        ...ok('Session', answers.sessionShown, 'Signed in'),
        headers: { 'set-cookie': 'HttpOnly, SameSite=Strict, and Secure where it is HTTPS' },
      },
    ],
    problems: ['unauthorized', 'forbidden', 'too-many-requests', 'site-unavailable'],
  },
  {
    ...{ id: 'getSession', method: 'get', path, tag },
    summary: 'Say to which sites this browser is signed in',
    description: 'An empty list when it is to none.',
    access: 'anybody',
    query: querySchema,
    success: [ok('Sessions', answers.sessionsAnswer)],
    problems: ['forbidden', 'site-unavailable'],
  },
  {
    ...{ id: 'deleteSession', method: 'delete', path, tag },
    summary: 'Sign this browser out, of one site or of all',
    access: 'anybody',
    query: querySchema,
    success: [ok('SignedOut', answers.signedOut)],
    problems: ['forbidden'],
  },
]
