import { z } from 'zod'
import { pageSize } from './page-size.ts'

/**
 * Names in their order: they could have any sign between them, so that they come as JSON.
 * @param message what is wrong with another text
 */
export const namesAsJson = (message: string, fewest = 0) =>
  z.string().transform((text, context): string[] => {
    const read = z.array(z.string()).min(fewest).safeParse(parsed(text))
    if (read.success) return read.data
    context.addIssue({ code: 'custom', message })
    return z.NEVER
  })

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

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
