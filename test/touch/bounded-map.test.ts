import { describe, expect, it } from 'vitest'
import { BoundedMap } from '../../collector/touch/bounded-map.ts'

describe('a bounded map', () => {
  it('never holds more than its capacity', () => {
    const map = new BoundedMap<number, number>(10)
    for (let i = 0; i < 1_000; i++) {
      map.set(i, i)
      expect(map.size).toBeLessThanOrEqual(10)
    }
  })

  it('forgets what was not asked for, and keeps what was', () => {
    const map = new BoundedMap<string, string>(10)
    map.set('asked', 'yes')
    map.set('left', 'yes')
    for (let i = 0; i < 50; i++) {
      map.set(`other ${i}`, '')
      expect(map.get('asked')).toBe('yes')
    }
    expect(map.get('left')).toBeUndefined()
  })

  it('gives the value that was set last, also for a key of long ago', () => {
    const map = new BoundedMap<string, number>(4)
    map.set('a', 1)
    map.set('b', 1)
    map.set('c', 1)
    map.set('a', 2)
    expect([map.get('a'), map.size]).toEqual([2, 3])
  })
})
