import { describe, expect, it } from 'vitest'
import { visitorLifeMs } from '../../shared/limits.ts'
import { bornAt } from '../../snippet/uuid.ts'

describe('the birth of a visitor id', () => {
  const born = Date.UTC(2026, 10, 2, 10)
  const digits = born.toString(16).padStart(12, '0')
  const id = `${digits.slice(0, 8)}-${digits.slice(8)}-7abc-8def-0123456789ab`

  it('is the time in the first 48 bits', () => {
    expect(bornAt(id)).toBe(born)
  })

  it.each([
    '',
    digits,
    `${id}0`,
    ` ${id}`,
    id.replaceAll('-', ''),
    id.replace('7abc', '7xyz'),
    `zz${id.slice(2)}`,
    `${id};path=/`,
  ])('is not within any life for "%s"', (text) => {
    expect(Date.now() - bornAt(text) < visitorLifeMs).toBe(false)
  })
})
