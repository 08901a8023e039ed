export {
  type CsvReports,
  type ImportFile,
  type ImportTerms,
  Pathworth,
  type Records,
} from './pathworth.ts'
export { type FieldError, PathworthProblem, type ProblemDocument } from './problem.ts'
export type { Asked } from './query.ts'
export type { CallOptions, PathworthOptions } from './send.ts'
export type * from './wire.ts'
