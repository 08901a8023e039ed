import { z } from 'zod'
import { foreignId, foreignText, uuid } from '../ids.ts'
import { goalName } from './goals.ts'

const email = foreignText.max(320).regex(/^[^\s@]+@[^\s@]+$/, 'not an e-mail address')

/** Who is to be erased: whoever all identifiers given are of. */
export const namedPerson = {
  customer_id: foreignId.optional(),
  email: email.optional(),
  visitor: uuid.optional(),
  transaction_id: foreignId.optional().describe('Whoever this order is of'),
  goal: goalName.default('purchase').describe('Of the transaction'),
}

/** `POST /v1/erasures` */
export const wireErasure = z.object({
  ...namedPerson,
  dry_run: z.boolean().default(false).describe('Tell what would be erased, and erase nothing'),
})

export interface WirePerson {
  customer_id?: string | undefined
  email?: string | undefined
  visitor?: string | undefined
  transaction_id?: string | undefined
  goal: string
}

/** What a request says that names nobody. */
export const NOBODY_NAMED = 'name the person: customer_id, email, visitor or transaction_id'

export const isNobody = ({ customer_id, email, visitor, transaction_id }: WirePerson): boolean =>
  [customer_id, email, visitor, transaction_id].every((name) => name === undefined)
