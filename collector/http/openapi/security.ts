import { standardWebhooks } from '../../source/webhooks/signed.ts'
import { VENDORS } from '../../source/webhooks/vendors.ts'
import type { Access } from './operation.ts'

const key = (description: string) => ({
  ...{ type: 'http', scheme: 'bearer', bearerFormat: 'pw_…' },
  description,
})

const signature = (header: string, description: string) => ({
  ...{ type: 'apiKey', in: 'header', name: header },
  description,
})

const ofVendor = (name: string): string => `${name}Signature`

/** Ways to prove who one is, by name. */
export const SECURITY_SCHEMES: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  writeKey: key('A key of the scope `write`: it names its site'),
  readKey: key('A key of the scope `read`: it names its site'),
  adminKey: key('A key of the scope `admin`: it may what the others may, too'),
  shareKey: key('The secret of a shared link: reports, and neither persons nor single facts'),
  session: {
    ...{ type: 'apiKey', in: 'cookie', name: 'pw_session_{site}' },
    description:
      'A browser that is signed in (POST /v1/session): it may what the key may, on pages of the collector itself. Over HTTPS the name begins with `__Host-`',
  },
  adminToken: {
    ...{ type: 'http', scheme: 'bearer' },
    description: 'The admin token of the collector, PATHWORTH_ADMIN_TOKEN',
  },
  standardSignature: signature(
    standardWebhooks.header,
    'Signature of Standard Webhooks, with a secret of the source `standard`',
  ),
  ...Object.fromEntries(
    VENDORS.map(({ name, signature: { header } }) => [
      ofVendor(name),
      signature(header, `As ${name} signs its deliveries`),
    ]),
  ),
}

/** Any one of these is enough; an empty one is nothing at all. */
const OF_ACCESS: Readonly<Record<Access, readonly string[]>> = {
  anybody: [],
  anybody_or_write: ['', 'writeKey', 'adminKey'],
  write: ['writeKey', 'adminKey', 'session'],
  write_or_signature: ['writeKey', 'adminKey', 'session', 'standardSignature'],
  read: ['readKey', 'adminKey', 'session'],
  report: ['readKey', 'adminKey', 'shareKey', 'session'],
  admin: ['adminKey', 'session'],
  vendor_signature: VENDORS.map(({ name }) => ofVendor(name)),
  admin_token: ['adminToken'],
}

export const securityOf = (access: Access): Record<string, string[]>[] =>
  OF_ACCESS[access].map((name) => (name === '' ? {} : { [name]: [] }))
