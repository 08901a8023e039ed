import { expect, it } from 'vitest'
import { Interned } from '../../collector/ledger/sqlite/reports/segments/interned.ts'

it('what is called the same is one object, and what is not is another', () => {
  const names = new Interned((country: string, device: string) => ({ country, device }))
  const french = names.of('FR', 'mobile')
  expect(french).toEqual({ country: 'FR', device: 'mobile' })
  expect(names.of('FR', 'mobile')).toBe(french)
  expect(names.of('FR', 'desktop')).not.toBe(french)
  expect(names.of('mobile', 'FR')).not.toBe(french)
})

it('what is called by no name is known, too', () => {
  let made = 0
  const names = new Interned((coupon: string | undefined) => ({ coupon, number: ++made }))
  expect(names.of(undefined)).toBe(names.of(undefined))
  expect(names.of('')).not.toBe(names.of(undefined))
  expect(made).toBe(2)
})

it('however many names come, some thousands are kept, and forgotten ones are made again', () => {
  let made = 0
  const names = new Interned((coupon: number) => ({ coupon, number: ++made }))
  const first = names.of(0)
  for (let coupon = 1; coupon <= 20_000; coupon++) names.of(coupon)
  expect(names.of(0)).toEqual({ coupon: 0, number: 20_002 })
  expect(names.of(0)).not.toBe(first)
  expect(names.of(20_000)).toMatchObject({ number: 20_001 })
})
