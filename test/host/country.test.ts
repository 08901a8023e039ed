import { expect, test } from 'vitest'
import { loadCountries } from '../../collector/host/country.ts'

test('an address has a country, asked again or written as IPv6, and what is none has none', () => {
  const countryOf = loadCountries()
  const country = countryOf('8.8.8.8')
  expect(country).toMatch(/^[A-Z]{2}$/)
  expect(countryOf('8.8.8.8')).toBe(country)
  expect(countryOf('::ffff:8.8.8.8')).toBe(country)
  for (const address of ['', '127.0.0.1', 'fd00::1', 'shop.example', 'no address '.repeat(9)]) {
    expect(countryOf(address)).toBe('')
    expect(countryOf(address)).toBe('')
  }
})
