import { describe, expect, it } from 'vitest'
import { itemShares } from '../../collector/roi/items.ts'

const item = (id: string, price: number, quantity = 1) => ({ id, price, quantity })

describe('an order', () => {
  it('is shared over its items by price × quantity', () => {
    expect(itemShares([item('shoes', 30, 2), item('socks', 20)])).toEqual([
      { id: 'shoes', weight: 750_000_000 },
      { id: 'socks', weight: 250_000_000 },
    ])
  })

  it('is shared alike where nothing has a price', () => {
    expect(itemShares([item('a', 0), item('b', -5), item('c', Number.NaN)])).toEqual([
      { id: 'a', weight: 333_333_334 },
      { id: 'b', weight: 333_333_333 },
      { id: 'c', weight: 333_333_333 },
    ])
  })

  it('has one item of two lines of one id', () => {
    expect(itemShares([item('a', 1), item('b', 2), item('a', 1)])).toEqual([
      { id: 'a', weight: 500_000_000 },
      { id: 'b', weight: 500_000_000 },
    ])
  })

  it('without items has one that is called nothing', () => {
    expect(itemShares([])).toEqual([{ id: '', weight: 1_000_000_000 }])
  })

  it('survives prices that no thing has', () => {
    expect(itemShares([item('a', 1e300, 1e300), item('b', Number.MAX_VALUE, 1e300)])).toEqual([
      { id: 'a', weight: 500_000_000 },
      { id: 'b', weight: 500_000_000 },
    ])
  })
})
