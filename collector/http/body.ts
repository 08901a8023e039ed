import type { Context } from 'hono'
import type { z } from 'zod'
import { fieldErrors, plainMessages } from './fields.ts'
import { invalidFields, Problem } from './problem.ts'

/** What helps with a body that is one object of few fields. */
export const ONE_SMALL_OBJECT =
  'it is one object of a few short fields: shorten them, and send nothing else'

export interface BodyTerms {
  /** What helps when it has more, as the end of a sentence. */
  wayOut: string
  /** What the header `Content-Length` says. */
  declared?: string | undefined
}

/**
 * The body as text, whatever its content type says: `text/plain` spares a browser the preflight.
 * @throws Problem 413 beyond `bytesMax`, without reading on; 400 when its sender went away
 */
export async function readText(
  c: Context,
  bytesMax: number,
  { wayOut, declared = c.req.header('content-length') }: BodyTerms,
): Promise<string> {
  const max = { bytesMax, wayOut }
  requireDeclared(declared, max)
  // A declared length binds the sender: HTTP ends the body there.
  return whole(async () => {
    if (declared !== undefined) return c.req.raw.text()
    return new TextDecoder().decode(await readStream(c.req.raw, max))
  })
}

/**
 * The same as it came, for who has to check a signature of it.
 * @throws Problem as `readText`
 */
export async function readBytes(
  c: Context,
  bytesMax: number,
  { wayOut, declared = c.req.header('content-length') }: BodyTerms,
): Promise<Uint8Array<ArrayBuffer>> {
  const max = { bytesMax, wayOut }
  requireDeclared(declared, max)
  return whole(async () => {
    if (declared !== undefined) return new Uint8Array(await c.req.raw.arrayBuffer())
    return readStream(c.req.raw, max)
  })
}

function requireDeclared(declared: string | undefined, max: Max): void {
  if (declared !== undefined && !(Number(declared) <= max.bytesMax)) throw tooLarge(max)
}

async function whole<Body>(read: () => Promise<Body>): Promise<Body> {
  try {
    return await read()
  } catch (error) {
    if (error instanceof Problem) throw error
    throw endedEarly()
  }
}

/** The sender went away before the body was whole. */
export const endedEarly = (): Problem =>
  new Problem('malformed-body', 'the body ended early; send it again')

async function readStream(request: Request, max: Max): Promise<Uint8Array<ArrayBuffer>> {
  if (!request.body) return new Uint8Array()
  const chunks: Uint8Array[] = []
  let length = 0
  for await (const chunk of chunksOf(request.body)) {
    length += chunk.byteLength
    if (length > max.bytesMax) throw tooLarge(max)
    chunks.push(chunk)
  }
  const bytes = new Uint8Array(length)
  let at = 0
  for (const chunk of chunks) {
    bytes.set(chunk, at)
    at += chunk.byteLength
  }
  return bytes
}

/**
 * The body piece by piece, as bytes.
 * @throws Problem 413 beyond `bytesMax`, without reading on; 400 when its sender went away
 */
export async function* readChunks(
  c: Context,
  bytesMax: number,
  { wayOut, declared = c.req.header('content-length') }: BodyTerms,
): AsyncGenerator<Uint8Array> {
  const max = { bytesMax, wayOut }
  if (declared !== undefined && !(Number(declared) <= bytesMax)) throw tooLarge(max)
  if (!c.req.raw.body) return
  let bytes = 0
  const chunks = chunksOf(c.req.raw.body)
  for (;;) {
    const next = await chunks.next().catch(() => {
      throw endedEarly()
    })
    if (next.done) return
    bytes += next.value.byteLength
    if (bytes > bytesMax) throw tooLarge(max)
    yield next.value
  }
}

async function* chunksOf(body: ReadableStream<Uint8Array>): AsyncGenerator<Uint8Array> {
  const reader = body.getReader()
  try {
    for (let next = await reader.read(); !next.done; next = await reader.read()) yield next.value
  } finally {
    await reader.cancel()
  }
}

interface Max {
  bytesMax: number
  wayOut: string
}

/** The rest of the body is not read, so nothing can follow it: a pool must not use the connection again. */
function tooLarge({ bytesMax, wayOut }: Max): Problem {
  return new Problem('too-large', `a body here has at most ${bytesMax} bytes: ${wayOut}`, {
    headers: { connection: 'close' },
  })
}

/** @throws Problem 400 when the text is no JSON */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    // The engine's message quotes the body, and with it what people typed.
    const detail = text.trim() === '' ? 'the body is empty; send JSON' : 'the body is not JSON'
    throw new Problem('malformed-body', detail, { errors: [{ field: 'body', message: detail }] })
  }
}

/**
 * A body that is one small object.
 * @param absent what an empty body stands for
 * @throws Problem 400, 413, or 422 that names each wrong field
 */
export async function readObject<Schema extends z.ZodType>(
  c: Context,
  schema: Schema,
  bytesMax: number,
  absent?: string,
): Promise<z.output<Schema>> {
  const text = await readText(c, bytesMax, { wayOut: ONE_SMALL_OBJECT })
  const body = parseJson(text.trim() === '' && absent !== undefined ? absent : text)
  const checked = schema.safeParse(body, { error: plainMessages })
  if (checked.success) return checked.data
  throw invalidFields(fieldErrors(checked.error))
}
