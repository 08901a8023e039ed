// Touches stand under the number of the hit that they began with. Those without a hit have numbers below
// zero, so that whoever asks for hits never meets them: a touch that an order has of its own (by a code, or
// because it declares where it has come from) has the order's, and an offline touch a number far below.

/** Numbers of orders end here, those of offline touches begin: no site has a trillion of either. */
const OFFLINE_BELOW = -1_000_000_000_000

/** What an offline touch has in the place of a hit. @param touch its number: the seq of its first version */
export const hitOfTouch = (touch: number): number => OFFLINE_BELOW - touch

/** The number of an offline touch. */
export const touchOfHit = (hit: number): number => OFFLINE_BELOW - hit

/** Whether it stands in the place of a hit for a touch that an order has of its own. */
export const isOfOrder = (hit: number): boolean => hit < 0 && hit > OFFLINE_BELOW

export const isOffline = (hit: number): boolean => hit < OFFLINE_BELOW
