/** A model as `GET /v1/models` lists it, as far as choosing needs it. */
export interface Known {
  name: string
  title: string
  computed: boolean
  fitted?: boolean | undefined
}

/** More would not fit side by side. */
export const SIDE_BY_SIDE_MAX = 6

/** What stands beside the model of the filters when nobody has chosen. */
const USUAL = ['first_touch', 'last_non_direct', 'linear']

/** Side by side at first. */
const AT_FIRST = 3

type Params = Readonly<Record<string, string>>

/** Models that can be asked for. */
export const computedOf = <Model extends Known>(models: readonly Model[]): Model[] =>
  models.filter(({ computed }) => computed)

/**
 * Models side by side, by name: that of the filters first, which the others are compared with; then those
 * that the address names, or else what was fitted on the site's own journeys and the best known rules.
 */
export function chosenModels(
  params: Params,
  models: readonly Known[],
  standard: string,
): readonly string[] {
  const first = params['model'] ?? standard
  const computed = computedOf(models)
  const isThere = (name: string) => name !== first && computed.some((one) => one.name === name)
  const named = [...new Set(params['models']?.split(','))].filter(isThere)
  if (named.length > 0) return [first, ...named.slice(0, SIDE_BY_SIDE_MAX - 1)]
  const fitted = computed.filter((one) => one.fitted).map(({ name }) => name)
  return [first, ...[...fitted, ...USUAL].filter(isThere).slice(0, AT_FIRST - 1)]
}

/** The same with a model more, or without it; in the order in which they were chosen. */
export function turnedModel(chosen: readonly string[], name: string): string {
  const [, ...others] = chosen
  return (others.includes(name) ? others.filter((one) => one !== name) : [...others, name]).join()
}

/** Which of the others the shift is shown of. */
export const shiftedOf = (params: Params, [, ...others]: readonly string[]): string =>
  others.find((name) => name === params['shift']) ?? others[0] ?? ''
