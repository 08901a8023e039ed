import { createHash } from 'node:crypto'
import { existsSync, lstatSync, rmSync } from 'node:fs'
import { connect, createServer, type Server, type Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { createInterface } from 'node:readline'
import type { AdminAnswer, AdminCommand } from '../admin/commands.ts'
import { AdminError } from '../admin/errors.ts'

/** A socket's address has 104 to 108 bytes, by system. */
const PATH_BYTES_MAX = 100

/** Where the owner of a data folder listens for commands. */
export function adminAddress(folder: string): string {
  const hash = createHash('sha256').update(resolve(folder)).digest('hex').slice(0, 24)
  if (process.platform === 'win32') return `\\\\.\\pipe\\pathworth-${hash}`
  const path = join(resolve(folder), 'admin.sock')
  return Buffer.byteLength(path) <= PATH_BYTES_MAX ? path : join(tmpdir(), `pathworth-${hash}.sock`)
}

type Reply = { answer: AdminAnswer } | { error: string }

export interface AdminServer {
  close(): Promise<void>
}

/**
 * Listens for commands: a JSON line each, answered by a JSON line. Only the user who runs the
 * collector can connect; that is all the proof there is. Call it only as the owner of the folder: a
 * socket file that a killed collector left is replaced.
 */
export async function serveAdmin(
  folder: string,
  run: (command: unknown) => Promise<AdminAnswer>,
): Promise<AdminServer> {
  const address = adminAddress(folder)
  const sockets = new Set<Socket>()
  const server = createServer((socket) => {
    sockets.add(socket)
    socket.on('close', () => sockets.delete(socket))
    socket.on('error', () => socket.destroy())
    void answerLines(socket, run)
  })
  await listenPrivately(server, address)
  return {
    close: () =>
      new Promise((done) => {
        for (const socket of sockets) socket.end()
        server.close(() => done())
      }),
  }
}

function listenPrivately(server: Server, address: string): Promise<void> {
  if (process.platform !== 'win32') rmSync(address, { force: true })
  return new Promise((done, failed) => {
    server.once('error', failed)
    // The file is made within this call: nobody else ever sees it open.
    const mask = process.umask(0o177)
    server.listen(address, done)
    process.umask(mask)
  })
}

async function answerLines(
  socket: Socket,
  run: (command: unknown) => Promise<AdminAnswer>,
): Promise<void> {
  for await (const line of createInterface({ input: socket })) {
    const reply: Reply = await Promise.resolve()
      .then(() => run(JSON.parse(line)))
      .then(
        (answer) => ({ answer }),
        (error: unknown) => ({ error: error instanceof Error ? error.message : String(error) }),
      )
    socket.write(`${JSON.stringify(reply)}\n`)
  }
}

/**
 * Asks the collector that owns the folder; undefined when nobody listens.
 * @throws AdminError with what the collector says against it
 */
export async function askAdmin(
  folder: string,
  command: AdminCommand,
): Promise<AdminAnswer | undefined> {
  const socket = await connected(adminAddress(folder))
  if (!socket) return undefined
  try {
    socket.write(`${JSON.stringify(command)}\n`)
    for await (const line of createInterface({ input: socket })) return answerIn(line)
    throw new AdminError('the collector closed before it answered: look whether it was done')
  } finally {
    socket.destroy()
  }
}

/** Whether a collector listens. */
export async function isCollectorUp(folder: string): Promise<boolean> {
  const socket = await connected(adminAddress(folder))
  socket?.destroy()
  return socket !== undefined
}

function answerIn(line: string): AdminAnswer {
  const reply = JSON.parse(line) as Reply
  if ('error' in reply) throw new AdminError(reply.error)
  return reply.answer
}

function connected(address: string): Promise<Socket | undefined> {
  if (!isOurs(address)) return Promise.resolve(undefined)
  return new Promise((done) => {
    const socket = connect(address, () => done(socket))
    socket.on('error', () => done(undefined))
  })
}

/** In a shared folder for temporary files somebody else could listen under the name. */
function isOurs(address: string): boolean {
  if (process.platform === 'win32') return true
  return existsSync(address) && lstatSync(address).uid === process.getuid?.()
}
