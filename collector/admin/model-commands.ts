import { z } from 'zod'
import { siteId } from '../../shared/ids.ts'
import { fitConsistent, fitFields } from '../../shared/wire/models.ts'

const id = z.string().regex(/^[a-z]+-\d+$/, 'is no id of a version: "models list" shows them')

const modelsFit = z
  .object({ command: z.literal('models_fit'), site: siteId, ...fitFields })
  .superRefine(fitConsistent)

const modelsList = z.object({ command: z.literal('models_list'), site: siteId })
const modelsShow = z.object({ command: z.literal('models_show'), site: siteId, id })

const modelsActivate = z.object({
  command: z.literal('models_activate'),
  site: siteId,
  id,
  force: z.boolean().default(false),
})

/** What there is to do with fitted models. A fit is begun here, and `models_show` tells how far it is. */
export const MODEL_COMMANDS = [modelsFit, modelsList, modelsShow, modelsActivate] as const
