import { z } from 'zod'
import { pageSize } from './page-size.ts'

export const partsPerPageMax = 200

/** Which of the parts of a figure are told. */
export const partsShape = {
  limit: pageSize(partsPerPageMax).default(50).describe('Parts a page'),
  cursor: z
    .string()
    .regex(/^\d{1,9}$/, 'is not what "next" of a page said')
    .transform(Number)
    .default(0)
    .describe('`next` of the page before'),
}
