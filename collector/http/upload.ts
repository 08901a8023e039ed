import type { Context } from 'hono'
import { readChunks } from './body.ts'
import { invalidFields } from './problem.ts'

/** A file as it comes. */
export interface Upload {
  /** '' when the sender does not say it. */
  fileName: string
  chunks: AsyncIterable<Uint8Array>
}

/**
 * The file of a request: its body, piece by piece, or the one file of a form (`multipart/form-data`), which
 * is held in memory.
 * @throws Problem 413 beyond `bytesMax`, 422 for a form without a file
 */
export async function readUpload(c: Context, bytesMax: number): Promise<Upload> {
  const type = c.req.header('content-type') ?? ''
  const chunks = readChunks(c, bytesMax, {
    wayOut: 'export a part of the period at a time, or take the file in by "pathworth import"',
  })
  if (!/^multipart\/form-data\b/i.test(type)) return { fileName: '', chunks }
  const file = await fileOfForm(await all(chunks), type)
  if (!file)
    throw invalidFields([
      { field: 'file', message: 'is missing: send one file in the form, or the file as the body' },
    ])
  return {
    fileName: file.name,
    chunks: (async function* () {
      yield new Uint8Array(await file.arrayBuffer())
    })(),
  }
}

async function all(chunks: AsyncIterable<Uint8Array>): Promise<Uint8Array<ArrayBuffer>[]> {
  const parts: Uint8Array<ArrayBuffer>[] = []
  for await (const chunk of chunks) parts.push(new Uint8Array(chunk))
  return parts
}

/** undefined for what is no form, or has no file or several. */
async function fileOfForm(
  parts: Uint8Array<ArrayBuffer>[],
  type: string,
): Promise<File | undefined> {
  const body = new Response(new Blob(parts), { headers: { 'content-type': type } })
  const form = await body.formData().catch(() => undefined)
  const files = [...(form?.values() ?? [])].filter((value) => value instanceof File)
  return files.length === 1 ? files[0] : undefined
}
