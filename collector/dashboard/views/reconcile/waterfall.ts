import type { ReconcileAnswer } from '../../../../shared/wire/answers/reports.ts'

export type Bridge = ReconcileAnswer['total']

/** A bar of the waterfall: from where it begins to where it ends, as numbers, only to be drawn. */
export interface Step {
  field: BridgeField
  title: string
  /** As the collector says it, without a sign. */
  amount: string
  from: number
  to: number
  kind: StepKind
}

/** A sum stands on the ground; what is taken off hangs from the bar before; a part is of the net. */
export type StepKind = 'sum' | 'less' | 'part'

export type BridgeField = (typeof STEPS)[number][0]

const STEPS = [
  ['gross', 'Gross sales', 'sum'],
  ['discount', 'Discounts', 'less'],
  ['tax', 'Tax', 'less'],
  ['shipping', 'Shipping', 'less'],
  ['refunds', 'Refunds', 'less'],
  ['net', 'Net', 'sum'],
  ['attributed', 'Attributed', 'part'],
  ['unattributed', 'Unattributed', 'part'],
] as const satisfies readonly (readonly [keyof Bridge, string, StepKind])[]

export const BRIDGE_TITLES = STEPS.map(([field, title, kind]) => ({ field, title, kind }))

/** From gross sales down to what was earned, and then its two parts one upon the other. */
export function stepsOf(bridge: Bridge): Step[] {
  let level = 0
  return STEPS.map(([field, title, kind]) => {
    const amount = bridge[field]
    const step = { field, title, amount, kind }
    if (kind === 'less') {
      const from = level
      level -= Number(amount)
      return { ...step, from, to: level }
    }
    const from = field === 'unattributed' ? level : 0
    level = from + Number(amount)
    return { ...step, from, to: level }
  })
}

/** A bar that floats, as four that are stacked: above the ground and below it, each on an unseen one. */
export function stackedOf({ from, to }: Pick<Step, 'from' | 'to'>) {
  const [low, high] = from < to ? [from, to] : [to, from]
  const above = Math.max(0, low)
  const below = Math.min(0, high)
  return {
    above,
    below,
    up: Math.max(0, high) - above,
    down: Math.min(0, low) - below,
  }
}
