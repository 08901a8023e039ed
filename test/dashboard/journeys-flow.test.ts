import { describe, expect, it } from 'vitest'
import { sum } from '../../collector/dashboard/format/numbers.ts'
import {
  type FlowPath,
  flowOf,
  namedBy,
  pathsThrough,
} from '../../collector/dashboard/views/journeys/flow.ts'

const path = (steps: string, journeys: number, conversions = 0, value = '0.00'): FlowPath => ({
  steps: steps.split(' > '),
  journeys,
  conversions: String(conversions),
  value,
})

const PATHS = [
  path('Email', 10, 4, '40.10'),
  path('Email > Direct', 6, 6, '59.90'),
  path('Direct > Email', 3),
]

const amounts = (paths: readonly FlowPath[], width: 'journeys' | 'value' = 'journeys') => {
  const { nodes, links } = flowOf(paths, width)
  return {
    nodes: Object.fromEntries(nodes.map(({ id, amount }) => [id, amount])),
    links: Object.fromEntries(links.map(({ from, onto, amount }) => [`${from} → ${onto}`, amount])),
  }
}

describe('the flow of paths', () => {
  it('goes from step to step, and ends in a conversion or in none', () => {
    expect(amounts(PATHS)).toEqual({
      nodes: {
        ...{ '1:Email': '16', '1:Direct': '3', '2:Direct': '6', '2:Email': '3' },
        ...{ converted: '10', lost: '9' },
      },
      links: {
        ...{ '1:Email → converted': '4', '1:Email → lost': '6', '1:Email → 2:Direct': '6' },
        ...{ '2:Direct → converted': '6', '1:Direct → 2:Email': '3', '2:Email → lost': '3' },
      },
    })
  })

  it('by value leaves out those that brought none, to the cent', () => {
    expect(amounts(PATHS, 'value')).toEqual({
      nodes: { '1:Email': '100.00', '2:Direct': '59.90', converted: '100.00' },
      links: {
        ...{ '1:Email → converted': '40.10', '1:Email → 2:Direct': '59.90' },
        '2:Direct → converted': '59.90',
      },
    })
    expect(flowOf(PATHS, 'value').amount).toBe('100.00')
  })

  it('cannot draw a loss, and says nothing of it', () => {
    const paths = [path('Email', 2, 1, '-5.00'), path('Direct', 2, 1, '7.00')]
    expect(flowOf(paths, 'value').amount).toBe('7.00')
    expect(flowOf(paths, 'journeys').amount).toBe('4')
  })

  it('runs in no circle, whatever comes again', () => {
    const { nodes, links } = flowOf([path('Email > Direct > Email > Direct', 2, 1)], 'journeys')
    const stepOf = new Map(nodes.map(({ id, step }) => [id, step]))
    expect(stepOf.size).toBe(6)
    for (const { from, onto } of links)
      expect(stepOf.get(from) ?? 9).toBeLessThan(stepOf.get(onto) ?? 0)
  })

  it('folds what comes after the fourth step of a path with more than five', () => {
    expect(Object.keys(amounts([path('A > B > A > B > A', 1)]).nodes)).toContain('5:A')
    const { nodes } = amounts([path('A > B > A > B > A > B > A', 1)])
    expect(Object.keys(nodes)).toEqual(['1:A', '2:B', '3:A', '4:B', '5!later', 'lost'])
  })

  it('folds rare names of a step together, but never one alone', () => {
    const many = (count: number) =>
      Array.from({ length: count }, (_, at) => path(`Channel ${at}`, 100 - at))
    expect(amounts(many(8)).nodes).toHaveProperty('1:Channel 7', '93')
    const { nodes } = amounts(many(9))
    expect(nodes).toHaveProperty('1!other', '185')
    expect(nodes).not.toHaveProperty('1:Channel 7')
    expect(amounts([path('Email', 1000), path('SMS', 1), path('Radio', 1)]).nodes).toEqual({
      ...{ '1:Email': '1000', '1!other': '2', lost: '1002' },
    })
  })

  it('tells a campaign of the same name from what is folded, and from the ends', () => {
    const { nodes } = flowOf([path('!other > converted > 2:lost', 1, 1)], 'journeys')
    expect(nodes.map(({ id, kind, name }) => [id, kind, name])).toEqual([
      ['1:!other', 'name', '!other'],
      ['2:converted', 'name', 'converted'],
      ['3:2:lost', 'name', '2:lost'],
      ['converted', 'converted', ''],
    ])
    expect(namedBy('2!other', 3)).toEqual({ id: '2!other', kind: 'other', step: 2, name: '' })
  })

  it('loses nothing on its way: each step has what went on from it and what ended', () => {
    const { nodes, links } = flowOf(PATHS, 'journeys')
    for (const { id, kind, amount } of nodes.filter((one) => one.step < 3)) {
      expect([id, kind]).not.toContain('lost')
      expect(sum(links.filter(({ from }) => from === id).map((link) => link.amount))).toBe(amount)
    }
  })

  it('of nothing is nothing', () => {
    expect(flowOf([], 'value')).toMatchObject({ nodes: [], links: [], steps: 0, amount: '0' })
  })
})

describe('the paths through a part of the flow', () => {
  const through = (node: string, onto?: string) =>
    pathsThrough(flowOf(PATHS, 'journeys'), { node, onto }).map(({ steps }) => steps.join(' > '))

  it('are those that were at a step', () => {
    expect(through('1:Email')).toEqual(['Email', 'Email > Direct'])
    expect(through('2:Email')).toEqual(['Direct > Email'])
    expect(through('lost')).toEqual(['Email', 'Direct > Email'])
  })

  it('or went from one straight to the next', () => {
    expect(through('1:Email', '2:Direct')).toEqual(['Email > Direct'])
    expect(through('1:Email', 'converted')).toEqual(['Email'])
    expect(through('2:Direct', 'lost')).toEqual([])
  })

  it('are found by a name that is folded, too', () => {
    const paths = [path('Email', 1000), path('SMS', 1), path('Radio', 1)]
    const flow = flowOf(paths, 'journeys')
    expect(pathsThrough(flow, { node: '1:SMS' })).toEqual([paths[1]])
    expect(pathsThrough(flow, { node: '1!other', onto: 'lost' })).toEqual(paths.slice(1))
  })

  it('are none for what is not there', () => {
    expect(through('3:Email')).toEqual([])
    expect(through('nonsense', '1:Email')).toEqual([])
  })
})
