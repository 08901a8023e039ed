/** What a spreadsheet makes of a long number. */
const SHORTENED = /^\d(?:[.,]\d+)?E\+?\d+$/i
const SALESFORCE_SHORT = /^[A-Za-z0-9]{15}$/
const CHECKS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ012345'

export const isShortened = (id: string): boolean => SHORTENED.test(id)

/** An id as it is kept: with the name of its CRM before it, since the shop has numbers of its own. */
export function idIn(crm: string, id: string): string {
  return `${crm}:${crm === 'salesforce' && SALESFORCE_SHORT.test(id) ? whole(id) : id}`
}

/**
 * Salesforce's reports have ids of 15 characters, all else the same ids with three more: each says of five
 * characters which are capitals. Source: Salesforce help, "Record ID".
 */
function whole(id: string): string {
  const checks = [0, 5, 10].map((from) =>
    [...id.slice(from, from + 5)].reduce(
      (bits, sign, at) => bits + (/[A-Z]/.test(sign) ? 2 ** at : 0),
      0,
    ),
  )
  return id + checks.map((bits) => CHECKS[bits]).join('')
}

/** The first of several, which stand with `;` or `,` between them. */
export function firstOf(cell: string): { first: string; isOneOfMany: boolean } {
  const [first = '', ...more] = cell.split(/[;,]/).map((id) => id.trim())
  return { first, isOneOfMany: more.some((id) => id !== '') }
}

const ADDRESS = /[^\s@<>(),;:"]+@[^\s@<>(),;:"]+/

/** The first address of a cell, which may hold names as well: `Nia Odhiambo (nia@example.test)`. */
export const addressIn = (cell: string): string => ADDRESS.exec(cell.slice(0, 2000))?.[0] ?? ''
