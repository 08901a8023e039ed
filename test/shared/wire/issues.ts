import type { z } from 'zod'

/** The fields that a schema finds wrong in a value, as dotted paths; none when it takes it. */
export function wrongFields(schema: z.ZodType, value: unknown): string[] {
  const { error } = schema.safeParse(value)
  return (error?.issues ?? []).map(({ path }) => path.join('.'))
}
