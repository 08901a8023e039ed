import { count, table } from './numbers.ts'
import type { Judged, Truth } from './truth.ts'

/** Models in the order of how near they come, each with what it gives every channel. */
export function truthText(truths: readonly Truth[]): string {
  return [
    'Who has brought the conversions, and whom models credit with them (share of each channel; made-up worlds, see truth-worlds.ts)',
    ...truths.map(worldText),
    averageText(truths),
  ].join('\n\n')
}

function worldText({ world, persons, conversions, matched, brought, shares, models }: Truth) {
  const rows = [...models]
    .sort((a, b) => a.distance - b.distance)
    .map(({ model, shares, distance, meanError }) => [
      ...[model, ...shares.map(percent)],
      ...[distance.toFixed(3), meanError.toFixed(3)],
    ])
  const names = world.channels.map(({ name }) => name)
  return [
    `${world.name}: ${world.about}`,
    `${count(persons)} persons, ${count(conversions)} conversions, of which ${count(matched)} have a touch; channels brought ${count(brought)}.`,
    '',
    table(
      ['', ...names, 'distance', 'mean error'],
      [['truth', ...shares.map(percent), '', ''], ...rows],
    ),
  ].join('\n')
}

function averageText(truths: readonly Truth[]): string {
  const models = truths[0]?.models.map(({ model }) => model) ?? []
  const distanceIn = ({ models }: Truth, model: string) =>
    models.find((judged: Judged) => judged.model === model)?.distance ?? 0
  const rows = models
    .map((model) => truths.map((truth) => distanceIn(truth, model)))
    .map((distances, at) => ({
      model: models[at] ?? '',
      distances,
      mean: distances.reduce((sum, one) => sum + one, 0) / truths.length,
    }))
    .sort((a, b) => a.mean - b.mean)
  return [
    'Distance from the truth: the share of credit that would have to move',
    '',
    table(
      ['', ...truths.map(({ world }) => world.name), 'mean'],
      rows.map(({ model, distances, mean }) => [
        model,
        ...[...distances, mean].map((distance) => distance.toFixed(3)),
      ]),
    ),
  ].join('\n')
}

const percent = (share: number): string => `${(100 * share).toFixed(1)} %`
