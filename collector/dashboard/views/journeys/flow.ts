import { sum } from '../../format/numbers.ts'

/** What a link is as wide as. */
export type Width = 'journeys' | 'value'

/** What the flow needs of a path of `GET /v1/paths`. */
export interface FlowPath {
  steps: readonly string[]
  journeys: number
  /** Decimal strings. */
  conversions: string
  value: string
}

export type NodeKind = 'name' | 'other' | 'later' | 'converted' | 'lost'

export interface FlowNode {
  /** Tells it apart, in the address too: `2:Email`, `2!other`, `5!later`, `converted`, `lost`. */
  id: string
  kind: NodeKind
  /** From 1; the ends come after the last. */
  step: number
  /** '' where it is no name of the site's. */
  name: string
  /** Decimal string: journeys, or value. */
  amount: string
}

export interface FlowLink {
  from: string
  onto: string
  amount: string
}

export interface Flow<Path extends FlowPath = FlowPath> {
  nodes: readonly FlowNode[]
  links: readonly FlowLink[]
  /** How many steps there are before the ends. */
  steps: number
  /** What all that is drawn adds up to. */
  amount: string
  /** Each path that is drawn, with the nodes that it goes through. */
  ways: readonly Way<Path>[]
}

export interface Way<Path extends FlowPath = FlowPath> {
  path: Path
  /** Nodes of its steps, in their order. */
  nodes: readonly string[]
  /** The same nodes by their names, where those are folded. */
  names: readonly string[]
  /** Where its journeys end: converted, lost, or some here and some there. */
  ends: readonly { node: 'converted' | 'lost'; amount: string }[]
  amount: string
}

/** A path of more steps has its later ones folded into the last of these. */
export const STEPS_MAX = 5

/** So many names stand apart at each step, and the others together: more could not be told apart. */
export const NAMES_MAX = 7

/** A name with less of the whole would be a line of a pixel or two. */
const SHARE_MIN = 1 / 200

/**
 * Paths as a flow from step to step. The same channel at another step is another node, so that no flow runs
 * in a circle. Paths that have nothing of what is measured are left out: a link can't be as wide as a loss.
 */
export function flowOf<Path extends FlowPath>(paths: readonly Path[], width: Width): Flow<Path> {
  const drawn = paths.filter((path) => Number(amountOf(path, width)) > 0)
  const steps = Math.max(0, ...drawn.map((path) => Math.min(path.steps.length, STEPS_MAX)))
  const kept = keptNames(drawn, width)
  const ways = drawn.map((path): Way<Path> => {
    const amount = amountOf(path, width)
    const [nodes, names] = [nodesOf(path, kept), nodesOf(path)]
    return { path, amount, nodes, names, ends: endsOf(path, width) }
  })
  return {
    nodes: nodesIn(ways, steps),
    links: linksIn(ways),
    ...{ steps, ways },
    amount: sum(ways.map(({ amount }) => amount)),
  }
}

const amountOf = (path: FlowPath, width: Width): string =>
  width === 'value' ? path.value : String(path.journeys)

/** What was lost has no value. */
function endsOf({ journeys, conversions, value }: FlowPath, width: Width): Way['ends'] {
  if (width === 'value') return [{ node: 'converted', amount: value }]
  const lost = sum([String(journeys), `-${conversions}`])
  return [
    { node: 'converted' as const, amount: conversions },
    { node: 'lost' as const, amount: lost },
  ].filter(({ amount }) => Number(amount) > 0)
}

/** As many steps as are drawn; undefined stands for all later ones. */
const shownSteps = ({ steps }: FlowPath): readonly (string | undefined)[] =>
  steps.length > STEPS_MAX ? [...steps.slice(0, STEPS_MAX - 1), undefined] : steps

/** @param kept the names of each step that stand apart; all, where it is left out */
function nodesOf(path: FlowPath, kept?: readonly ReadonlySet<string>[]): string[] {
  return shownSteps(path).map((name, at) => {
    if (name === undefined) return `${at + 1}!later`
    return !kept || kept[at]?.has(name) ? `${at + 1}:${name}` : `${at + 1}!other`
  })
}

/** The names of each step that stand apart. A single one is not folded: it would only lose its name. */
function keptNames(paths: readonly FlowPath[], width: Width): ReadonlySet<string>[] {
  const whole = paths.reduce((all, path) => all + Number(amountOf(path, width)), 0)
  return Array.from({ length: STEPS_MAX }, (_, at) => {
    const shares = new Map<string, number>()
    for (const path of paths) {
      const name = shownSteps(path)[at]
      if (name !== undefined)
        shares.set(name, (shares.get(name) ?? 0) + Number(amountOf(path, width)) / whole)
    }
    const ranked = [...shares].sort(([a, x], [b, y]) => y - x || (a < b ? -1 : 1))
    const kept = ranked.filter(([, share], rank) => rank < NAMES_MAX && share >= SHARE_MIN)
    return new Set((ranked.length - kept.length > 1 ? kept : ranked).map(([name]) => name))
  })
}

const KIND_ORDER: readonly NodeKind[] = ['name', 'other', 'later', 'converted', 'lost']

/** By step, the largest first, and what is folded at the end. */
function nodesIn(ways: readonly Way[], steps: number): FlowNode[] {
  const amounts = new Map<string, string[]>()
  for (const { nodes, ends, amount } of ways) {
    for (const id of nodes) noted(amounts, id, amount)
    for (const end of ends) noted(amounts, end.node, end.amount)
  }
  const order = ({ kind }: FlowNode): number => KIND_ORDER.indexOf(kind)
  return [...amounts]
    .map(([id, all]) => ({ ...namedBy(id, steps), amount: sum(all) }))
    .sort((a, b) => a.step - b.step || order(a) - order(b) || Number(b.amount) - Number(a.amount))
}

/** What the id of a node says. @param steps how many there are before the ends */
export function namedBy(id: string, steps: number): Omit<FlowNode, 'amount'> {
  const [, step, mark, name = ''] = /^(\d)([:!])(.*)$/s.exec(id) ?? []
  if (step === undefined) return { id, kind: id as NodeKind, step: steps + 1, name: '' }
  const kind = mark === ':' ? 'name' : (name as NodeKind)
  return { id, kind, step: Number(step), name: kind === 'name' ? name : '' }
}

function linksIn(ways: readonly Way[]): FlowLink[] {
  const links = new Map<string, FlowLink[]>()
  for (const link of ways.flatMap(linksOf)) {
    const same = links.get(linkKey(link))
    if (same) same.push(link)
    else links.set(linkKey(link), [link])
  }
  return [...links.values()].flatMap(([first, ...more]) =>
    first ? [{ ...first, amount: sum([first, ...more].map(({ amount }) => amount)) }] : [],
  )
}

/** From step to step, and from the last one to the ends. */
function linksOf({ nodes, ends, amount }: Way): FlowLink[] {
  const from = nodes.at(-1) ?? ''
  return [
    ...nodes.slice(1).map((onto, at) => ({ from: nodes[at] ?? '', onto, amount })),
    ...ends.map((end) => ({ from, onto: end.node, amount: end.amount })),
  ]
}

function noted(amounts: Map<string, string[]>, key: string, amount: string): void {
  const all = amounts.get(key)
  if (all) all.push(amount)
  else amounts.set(key, [amount])
}

/**
 * Those of the drawn paths that go through a node, or from it straight to another. A name that is folded
 * on these days is found all the same: a link to it may be older.
 */
export function pathsThrough<Path extends FlowPath>(
  { ways }: Flow<Path>,
  { node, onto }: { node: string; onto?: string | undefined },
): Path[] {
  return ways.filter((way) => passes(way, node, onto)).map(({ path }) => path)
}

/** What tells a link apart. */
export const linkKey = ({ from, onto }: Pick<FlowLink, 'from' | 'onto'>): string =>
  JSON.stringify([from, onto])

/** The links that those paths take. */
export function litLinks(
  { ways }: Flow,
  { node, onto }: { node: string; onto?: string | undefined },
): ReadonlySet<string> {
  const taken = ways.filter((way) => passes(way, node, onto)).flatMap(linksOf)
  return new Set(taken.map(linkKey))
}

function passes({ nodes, names, ends }: Way, node: string, onto: string | undefined): boolean {
  const isAt = (at: number, id: string) => nodes[at] === id || names[at] === id
  const isEnd = (id: string) => ends.some((end) => end.node === id)
  const at = nodes.findIndex((_, index) => isAt(index, node))
  if (onto === undefined) return at >= 0 || isEnd(node)
  if (at < 0) return false
  return at === nodes.length - 1 ? isEnd(onto) : isAt(at + 1, onto)
}
