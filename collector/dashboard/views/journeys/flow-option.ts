import { baseOption, type Palette } from '../../charts/palette.ts'
import { colourOf } from './colours.ts'
import { type Flow, type FlowLink, type FlowNode, linkKey, namedBy } from './flow.ts'
import { placedTitleOf, titleOf } from './words.ts'

/** What was clicked in the chart, as its library hands it over. */
interface Picked {
  name?: string
  source?: string
  target?: string
}

/** What the paths below are then filtered by. */
export function pickedOf(data: unknown): { through: string; onto: string | undefined } | undefined {
  const { name, source, target } = data as Picked
  if (source !== undefined) return { through: source, onto: target }
  return name === undefined ? undefined : { through: name, onto: undefined }
}

export interface FlowLook {
  /** An amount in words. */
  written: (amount: string) => string
  palette: Palette
  /** Links that stand out, by what `linkKey` calls them; all, where none are chosen. */
  lit?: ReadonlySet<string> | undefined
}

/** A flow as the chart draws it. */
export function flowOption(flow: Flow, look: FlowLook) {
  const { written, palette } = look
  const { axis: _, ...base } = baseOption(palette)
  return {
    ...base,
    tooltip: { ...base.tooltip, trigger: 'item' },
    series: [
      {
        ...{ type: 'sankey', left: 4, right: 128, top: 8, bottom: 8 },
        ...{ nodeWidth: 12, nodeGap: 17, draggable: false, layoutIterations: 48 },
        emphasis: { focus: 'trajectory' },
        lineStyle: { color: 'source', opacity: 0.28, curveness: 0.5 },
        label: { color: palette.text, fontSize: 12, width: 120, overflow: 'truncate' },
        data: flow.nodes.map((node) => nodeOption(node, written, palette)),
        links: flow.links.map(({ from, onto, amount }) => ({
          ...{ source: from, target: onto, value: Number(amount) },
          lineStyle: lineOf({ from, onto }, look),
          tooltip: { formatter: `${linkTitle(from, onto, flow.steps)}\n${written(amount)}` },
        })),
      },
    ],
  }
}

export const linkTitle = (from: string, onto: string, steps: number): string =>
  `${titleOf(namedBy(from, steps))} → ${placedTitleOf(namedBy(onto, steps))}`

function nodeOption(node: FlowNode, written: (amount: string) => string, palette: Palette) {
  return {
    ...{ name: node.id, depth: node.step - 1, value: Number(node.amount) },
    itemStyle: styleOf(node, palette),
    label: { formatter: titleOf(node) },
    tooltip: { formatter: `${placedTitleOf(node)}\n${written(node.amount)}` },
  }
}

/** What is folded is of many colours, and so of none. */
function styleOf({ kind, name }: FlowNode, palette: Palette) {
  const { series, value, line, muted, surface } = palette
  if (kind === 'other' || kind === 'later')
    return { color: surface, borderColor: muted, borderWidth: 1 }
  const ends = { converted: value, lost: line }
  return {
    color: kind === 'name' ? (series[colourOf(name) - 1] ?? muted) : ends[kind],
    borderWidth: 0,
  }
}

/** In the colour of where it comes from, but from what is folded, which has none. */
function lineOf(link: Pick<FlowLink, 'from' | 'onto'>, { palette, lit }: FlowLook) {
  const isNamed = namedBy(link.from, 0).kind === 'name'
  const opacity = isNamed ? 0.28 : 0.14
  return {
    ...(!isNamed && { color: palette.muted }),
    opacity: lit ? (lit.has(linkKey(link)) ? 2 * opacity : 0.04) : opacity,
  }
}
