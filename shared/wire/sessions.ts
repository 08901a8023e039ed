import { z } from 'zod'

const secret = z.string().trim().min(1)

/** Body of `POST /v1/session`: a key, or the secret of a link. */
export const signInBody = z
  .object({
    key: secret.optional().describe('A read or an admin key of a site'),
    share: secret.optional().describe('What stands after `#share=` in the link of a share'),
  })
  .strict()
  .refine(({ key, share }) => key !== undefined || share !== undefined, {
    path: ['key'],
    message: 'is missing: send {"key": "pw_…"}, or {"share": "…"} of a link',
  })
  .refine(({ key, share }) => key === undefined || share === undefined, {
    path: ['share'],
    message: 'stands beside "key": send one of them',
  })
