import type { z } from 'zod'
import type { modelsAnswer } from '../../../shared/wire/answers/site.ts'

export type ModelsAnswer = z.output<typeof modelsAnswer>
