import { z } from 'zod'

const HOW = '"openssl rand -hex 32" makes one'

/** The secret that opens `POST /v1/admin`: long enough that nobody guesses it, and fit for a header. */
export const adminToken = z
  .string()
  .min(32, `has fewer than 32 characters: ${HOW}`)
  .max(1000, `has more than 1,000 characters: ${HOW}`)
  .regex(/^[\x21-\x7e]*$/, `holds spaces or characters that no header takes: ${HOW}`)
