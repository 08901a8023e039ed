import { z } from 'zod'

/** Body of `POST /v1/keys`. */
export const wireKey = z
  .object({
    scope: z.enum(['write', 'read', 'admin']).describe('What it may do'),
    name: z.string().describe('Who holds it; stands beside what it sends'),
  })
  .strict()
