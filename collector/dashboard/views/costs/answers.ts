import type { z } from 'zod'
import type { importsAnswer } from '../../../../shared/wire/answers/site.ts'
import type {
  aliasResults,
  costResults,
  importAnswer,
} from '../../../../shared/wire/answers/writes.ts'

export type ImportAnswer = z.output<typeof importAnswer>
export type ImportsAnswer = z.output<typeof importsAnswer>
export type ImportShown = ImportsAnswer['imports'][number]
export type AliasResults = z.output<typeof aliasResults>
export type CostResults = z.output<typeof costResults>
