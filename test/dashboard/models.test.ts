import { describe, expect, it } from 'vitest'
import {
  chosenModels,
  shiftedOf,
  turnedModel,
} from '../../collector/dashboard/views/models/chosen.ts'
import { fitAsked } from '../../collector/dashboard/views/models/fit-asked.ts'
import {
  type ComparedRow,
  movedShare,
  shiftsOf,
} from '../../collector/dashboard/views/models/shifts.ts'
import {
  activeOf,
  isUnderWay,
  newestFirst,
  termsOf,
  type Version,
  whatChanges,
  whyThin,
} from '../../collector/dashboard/views/models/versions.ts'

const model = (name: string, more: { computed?: boolean; fitted?: boolean } = {}) => ({
  ...{ name, title: name, computed: true },
  ...more,
})

const KNOWN = [
  ...['first_touch', 'last_touch', 'last_non_direct', 'linear'].map((name) => model(name)),
  model('custom', { computed: false }),
]

const chosen = (params: Record<string, string>, known = KNOWN) =>
  chosenModels(params, known, 'last_non_direct')

describe('models side by side', () => {
  it('begin with that of the filters, beside the best known rules', () => {
    expect(chosen({})).toEqual(['last_non_direct', 'first_touch', 'linear'])
    expect(chosen({ model: 'linear' })).toEqual(['linear', 'first_touch', 'last_non_direct'])
  })

  it('have what was fitted on the own journeys before rules', () => {
    const known = [...KNOWN, model('markov', { fitted: true })]
    expect(chosen({}, known)).toEqual(['last_non_direct', 'markov', 'first_touch'])
    const never = [...KNOWN, model('markov', { fitted: true, computed: false })]
    expect(chosen({}, never)).toEqual(['last_non_direct', 'first_touch', 'linear'])
  })

  it('are those of the address, in its order', () => {
    expect(chosen({ models: 'linear,last_touch' })).toEqual([
      ...['last_non_direct', 'linear', 'last_touch'],
    ])
  })

  it('are none twice, and none that is not computed or not known', () => {
    expect(chosen({ models: 'linear,linear,custom,nonsense,last_non_direct' })).toEqual([
      ...['last_non_direct', 'linear'],
    ])
  })

  it('are the usual ones where the address names none that there is', () => {
    expect(chosen({ models: 'custom' })).toEqual(['last_non_direct', 'first_touch', 'linear'])
  })

  it('are as many as have room', () => {
    const names = Array.from({ length: 9 }, (_, at) => `m${at}`)
    const known = [...KNOWN, ...names.map((name) => model(name))]
    expect(chosen({ models: names.join() }, known)).toHaveLength(6)
  })

  it('come and go', () => {
    expect(turnedModel(['a', 'b'], 'c')).toBe('b,c')
    expect(turnedModel(['a', 'b', 'c'], 'b')).toBe('c')
  })

  it('show the shift to the one of the address, or to the first', () => {
    expect(shiftedOf({ shift: 'c' }, ['a', 'b', 'c'])).toBe('c')
    expect(shiftedOf({ shift: 'a' }, ['a', 'b', 'c'])).toBe('b')
    expect(shiftedOf({}, ['a'])).toBe('')
  })
})

const figures = { cost: '0.00', profit: '0.00', roi: null, roas: null, cpa: null }

const row = (channel: string, before: string, after: string, value: string): ComparedRow => ({
  ...{ channel, touches: 1 },
  models: {
    first_touch: { ...figures, conversions: '1', value: before },
    linear: {
      ...{ ...figures, conversions: '1', value: after },
      shift: { conversions: '0', value, value_ratio: null },
    },
  },
})

describe('the shift between two models', () => {
  const rows = [
    row('Email', '50.00', '40.00', '-10.00'),
    row('Direct', '20.00', '20.00', '0.00'),
    row('Paid Search', '30.00', '80.00', '50.00'),
    row('Display', '100.00', '60.00', '-40.00'),
  ]

  it('is told as the collector says it, the largest first, whichever way it goes', () => {
    const shifts = shiftsOf(rows, 'first_touch', 'linear')
    expect(shifts.map(({ channel, value }) => [channel, value])).toEqual([
      ['Paid Search', '50.00'],
      ['Display', '-40.00'],
      ['Email', '-10.00'],
      ['Direct', '0.00'],
    ])
  })

  it('leaves out channels that neither credits', () => {
    const nothing = row('Referral', '0.00', '0.00', '0.00')
    nothing.models['linear'] = {
      ...{ ...figures, conversions: '0', value: '0.00' },
      shift: { conversions: '0', value: '0.00', value_ratio: null },
    }
    expect(shiftsOf([nothing], 'first_touch', 'linear')).toEqual([])
  })

  it('moves 50.00 of 200.00: a quarter', () => {
    expect(movedShare(shiftsOf(rows, 'first_touch', 'linear'))).toBe(0.25)
    expect(movedShare([])).toBeNull()
  })

  it('is of no model that was not asked for', () => {
    expect(shiftsOf(rows, 'first_touch', 'markov')).toEqual([])
  })
})

const version = (id: string, more: Partial<Version> = {}): Version => ({
  ...{ id, model: 'markov', state: 'fitted', active: false, owner: 'Ana' },
  fitted_at: '2026-11-01T00:00:00.000Z',
  parameters: { order: 2, direct: 'last_resort', seed: 1 },
  data: {
    ...{ goal: 'purchase', from: '2026-01-01', to: '2026-10-31', with_lost: true },
    ...{ sales_channels: ['web', 'phone'], journeys: 900, conversions: 400, paths: 30 },
    fingerprint: '9f2c',
  },
  channels: [],
  diagnostics: {
    ...{ auc: 0.7, held_out_auc: 0.6, held_out_seen: 1, resamples: 200 },
    ...{ enough: true, thin_channels: [] },
  },
  ...more,
})

describe('versions', () => {
  const older = version('markov-1', { active: true })
  const newer = version('markov-2', { fitted_at: '2026-11-02T00:00:00.000Z' })

  it('stand with the newest first', () => {
    const { versions } = newestFirst({ versions: [older, newer], fits: [] })
    expect(versions.map(({ id }) => id)).toEqual(['markov-2', 'markov-1'])
  })

  it('say what changes, and that the one before is the way back', () => {
    const active = activeOf([older, newer], 'markov')
    expect(active?.id).toBe('markov-1')
    const text = whatChanges(newer, active).join(' ')
    expect(text).toContain('credited by markov-2 instead of markov-1')
    expect(text).toContain('To go back, make markov-1 active again.')
  })

  it('of another model are not replaced', () => {
    expect(activeOf([older], 'shapley')).toBeUndefined()
    expect(whatChanges(version('shapley-3', { model: 'shapley' }), undefined)[0]).toContain(
      'The model shapley is computed for this site, by shapley-3',
    )
  })

  it('that rest on little say of what', () => {
    const thin = (conversions: number, thin_channels: string[]) =>
      version('markov-4', {
        data: { ...older.data, conversions },
        diagnostics: { ...older.diagnostics, enough: false, thin_channels },
      })
    expect(whyThin(older)).toBeUndefined()
    expect(whyThin(thin(400, ['Display']))).toBe('Fewer than 30 conversions of Display.')
    expect(whyThin(thin(120, []))).toBe('Only 120 conversions, fewer than 300.')
    expect(whyThin(thin(120, ['Display']))).toBe(
      'Only 120 conversions, fewer than 300. Fewer than 30 conversions of Display.',
    )
  })

  it('say what they were told', () => {
    const terms = Object.fromEntries(
      termsOf({
        ...older,
        data: {
          ...older.data,
          filters: { country: { is: ['DE', 'AT'] }, device: { not: ['tv'] } },
        },
      }),
    )
    expect(terms['Order']).toBe('2: touches that a state remembers')
    expect(terms['Direct visits']).toBe('only when there is nothing else')
    expect(terms['Segment']).toBe('country is DE or AT; device is not tv')
  })

  it('have no order where their model knows none', () => {
    const shapley = version('shapley-3', { parameters: { direct: 'equal', seed: 1 } })
    expect(termsOf(shapley).map(([name]) => name)).not.toContain('Order')
  })
})

describe('the page asks again', () => {
  const meta = { building: false } as Parameters<typeof isUnderWay>[0]['meta']
  const inState = (state: string) => ({ state }) as Parameters<typeof isUnderWay>[0]['fits'][number]

  it('while something is fitted or derived, and not when a fit has failed', () => {
    expect(isUnderWay({ meta, fits: [inState('running')] })).toBe(true)
    expect(isUnderWay({ meta: { ...meta, building: true }, fits: [] })).toBe(true)
    expect(isUnderWay({ meta, fits: [inState('failed')] })).toBe(false)
  })
})

describe('the form of a fit', () => {
  const said = (fields: Record<string, string>) => {
    const form = new FormData()
    for (const [name, value] of Object.entries(fields)) form.set(name, value)
    return fitAsked(form)
  }
  const days = { from: '2026-01-01', to: '2026-02-01' }

  it('asks for an order of markov alone', () => {
    expect(said({ model: 'markov 2', ...days, with_lost: 'true' })).toEqual({
      ...{ model: 'markov', order: 2, ...days, with_lost: true },
    })
    expect(said({ model: 'shapley', ...days, with_lost: 'false' })).toEqual({
      ...{ model: 'shapley', ...days, with_lost: false },
    })
  })
})
