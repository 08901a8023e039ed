import { ANCHORS, type Anchor, type AnchorTouch, type JourneyTouch } from './model.ts'
import { positionBased } from './models/position-based.ts'
import { normaliseOrEqual } from './split.ts'

/** Share of each anchor that a model knows; only proportions matter. */
export type AnchorShares = Partial<Record<Anchor, number>>

/**
 * The weights of a model whose anchors earn fixed shares, and the ordinary touches the rest. Roles that
 * fall on one touch add up; the share of an anchor that is missing goes equally to the others; with
 * neither lead nor opportunity the model is position based; without ordinary touches the anchors share
 * all in proportion. Source of the shares: HubSpot's W-shaped and full path, which also count the
 * closing touch among the ordinary ones of the W (Ruler gives it the third anchor instead).
 */
export function anchoredWeights(
  touches: readonly JourneyTouch[],
  conversionTs: number,
  shares: AnchorShares,
  ordinary: number,
): number[] {
  const found = placesOf(touches, shares)
  if (!isAnchored(found))
    return positionBased.weights(touches, conversionTs, positionBased.defaults)
  const missing = ANCHORS.filter((anchor) => anchor in shares && !found.has(anchor))
  const lost = missing.reduce((sum, anchor) => sum + (shares[anchor] ?? 0), 0)
  const plain = touches.length - new Set(found.values()).size
  // Everything times the numbers that shares are divided by, so that whole shares stay whole.
  const weights = touches.map(() => 0)
  for (const [anchor, at] of found) {
    const own = (shares[anchor] ?? 0) * found.size + lost
    weights[at] = (weights[at] ?? 0) + own * Math.max(1, plain)
  }
  const anchors = new Set(found.values())
  return normaliseOrEqual(
    weights.map((weight, at) => (anchors.has(at) ? weight : ordinary * found.size)),
  )
}

/** What each touch is: those of the model's anchors, or the ends where it is position based. */
export function anchorsOfTouches(
  touches: readonly AnchorTouch[],
  shares: AnchorShares,
): (readonly Anchor[])[] {
  const known = placesOf(touches, shares)
  const found = isAnchored(known) ? known : placesOf(touches, { first: 0, last: 0 })
  return touches.map((_, at) => ANCHORS.filter((anchor) => found.get(anchor) === at))
}

const isAnchored = (found: ReadonlyMap<Anchor, number>): boolean =>
  found.has('lead') || found.has('opportunity')

/** Where in the journey each anchor is that a model knows; without those that it lacks. */
function placesOf(
  touches: readonly AnchorTouch[],
  shares: AnchorShares,
): ReadonlyMap<Anchor, number> {
  const places = new Map<Anchor, number>()
  for (const anchor of ANCHORS) {
    const at = placeOf(touches, anchor)
    if (anchor in shares && at >= 0) places.set(anchor, at)
  }
  return places
}

function placeOf(touches: readonly AnchorTouch[], anchor: Anchor): number {
  if (anchor === 'first') return touches.length > 0 ? 0 : -1
  if (anchor === 'last') return touches.length - 1
  return touches.findIndex(({ roles }) => roles.includes(anchor))
}
