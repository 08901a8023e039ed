import { modelText } from '../attribution/model-setting.ts'
import { modelNamed } from '../attribution/registry.ts'
import type { Settings } from './facts.ts'

/** The way to a model that is not computed. */
export const howToCompute = (name: string, site: string, settings: Settings): string =>
  modelNamed(name)?.isFitted
    ? `fit it with POST /v1/models/fit or "npm run pathworth -- models fit ${name} --site ${site}", and activate the version that comes of it`
    : `"${commandFor(name, site, settings)}" has it computed`

/** What an operator types to have one more model computed. */
export function commandFor(name: string, site: string, { models }: Settings): string {
  const wanted = [...models.map(modelText), name].map((text) =>
    /[ '"$]/.test(text) ? `'${text.replaceAll("'", `'\\''`)}'` : text,
  )
  return `npm run pathworth -- site set ${site} --models ${wanted.join(',')}`
}
