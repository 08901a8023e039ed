import { z } from 'zod'
import { byText, consistent, DIMENSIONS, dimensionList, roiQuery } from './roi.ts'

/** A comma-separated list of two models or more, each once. */
const modelList = (names: readonly string[]) =>
  z.string().transform((text, context) => {
    const models = text.split(',').map((name) => name.trim())
    const unknown = models.find((name) => !names.includes(name))
    if (unknown !== undefined)
      context.addIssue({
        code: 'custom',
        message: `has "${unknown}": it is a list of ${names.join(', ')}`,
      })
    else if (new Set(models).size < models.length)
      context.addIssue({ code: 'custom', message: 'has a model twice' })
    else if (models.length < 2)
      context.addIssue({
        code: 'custom',
        message: 'has one model: the first is what the others are compared with',
      })
    return models
  })

/** A model moves credit, and no cost: to break those down is the report's. */
const COMPARED_BY = DIMENSIONS.filter((name) => name !== 'category' && name !== 'site')

/** Query of `GET /v1/compare`: that of the report, with several models. */
export const compareQuery = (modelNames: readonly string[]) => {
  const { model: _, sites: __, currency: ___, ...shape } = roiQuery(modelNames).shape
  return z
    .object({
      ...shape,
      by: dimensionList(COMPARED_BY).prefault('channel').describe(byText(COMPARED_BY)),
      models: modelList(modelNames).describe(
        'Models to compare, with commas between; the first is what the others are compared with',
      ),
    })
    .superRefine(consistent)
}

export type CompareQuery = z.output<ReturnType<typeof compareQuery>>
