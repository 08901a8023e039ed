import { z } from 'zod'

/** What is answered instead, where something is wrong: RFC 9457, as `application/problem+json`. */
export const problem = z
  .looseObject({
    type: z.string().describe('What kind it is, as `/problems/invalid-field`; kinds are stable'),
    title: z.string(),
    status: z.int(),
    detail: z.string().describe('What is wrong, where, and the way out'),
    instance: z.string().optional().describe('Under what it stands in the log'),
    errors: z
      .array(z.object({ field: z.string(), message: z.string() }))
      .optional()
      .describe('Each field that is wrong: `value`, `[3].items`; up to 100'),
  })
  .describe('A problem document of RFC 9457')

export type Problem = z.output<typeof problem>
