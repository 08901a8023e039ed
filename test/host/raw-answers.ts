import { once } from 'node:events'
import type { Server } from 'node:http'
import { type AddressInfo, connect } from 'node:net'

const HEAD_END = '\r\n\r\n'
const LAST_CHUNK = '0\r\n\r\n'

/** One answer as it came over the wire, in a form that can be compared. */
export interface RawAnswer {
  status: number
  /** `name: value` in order of the alphabet; the date is left out. */
  headers: string[]
  body: string
}

/**
 * Sends texts one after another over one connection, each after the server has seen the one before,
 * and gives the answers until the server closes it. The last request should ask for that.
 */
export async function rawAnswers(
  server: Server,
  pieces: readonly (string | Buffer)[],
): Promise<RawAnswer[]> {
  const socket = connect((server.address() as AddressInfo).port, '127.0.0.1')
  const chunks: Buffer[] = []
  socket.on('data', (chunk) => chunks.push(chunk))
  const closed = once(socket, 'close')
  for (const [at, piece] of pieces.entries()) {
    const seen = at < pieces.length - 1 ? once(server, 'request') : undefined
    socket.write(piece)
    await seen
  }
  await closed
  return answersIn(Buffer.concat(chunks))
}

/** Sends the beginning of a request, and goes away when the server has seen it. */
export async function beginAndLeave(server: Server, beginning: string): Promise<void> {
  const socket = connect((server.address() as AddressInfo).port, '127.0.0.1')
  const seen = once(server, 'request')
  socket.write(beginning)
  await seen
  socket.destroy()
}

function answersIn(received: Buffer): RawAnswer[] {
  const answers: RawAnswer[] = []
  let left = received
  while (left.length > 0) {
    const headEnd = left.indexOf(HEAD_END)
    if (headEnd < 0) throw new Error(`no answer: ${left}`)
    const [first = '', ...lines] = left.toString('latin1', 0, headEnd).split('\r\n')
    const headers = lines.map(named).filter((line) => !line.startsWith('date:'))
    const bodyEnd = endOfBody(left, headEnd + HEAD_END.length, headers)
    const body = left.toString('utf8', headEnd + HEAD_END.length, bodyEnd)
    answers.push({ status: Number(first.split(' ')[1]), headers: headers.sort(), body })
    left = left.subarray(bodyEnd)
  }
  return answers
}

const named = (line: string): string => line.replace(/^[^:]+/, (name) => name.toLowerCase())

/** A body in chunks is taken as it is. */
function endOfBody(received: Buffer, from: number, headers: readonly string[]): number {
  if (headers.includes('transfer-encoding: chunked'))
    return received.indexOf(LAST_CHUNK, from) + LAST_CHUNK.length
  const length = headers.find((line) => line.startsWith('content-length:'))
  return from + Number(length?.slice('content-length:'.length) ?? 0)
}
