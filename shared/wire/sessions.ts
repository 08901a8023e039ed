import { z } from 'zod'

/** Body of `POST /v1/session`. */
export const signInBody = z
  .object({ key: z.string().trim().min(1).describe('A read or an admin key of a site') })
  .strict()
