import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { describe, expect, it } from 'vitest'
import { FolderOwnedError, ownFolder } from '../../collector/host/owner-lock.ts'
import { dataFolder } from './collector-process.ts'

const module = new URL('../../collector/host/owner-lock.ts', import.meta.url).href

/** A process that owns the folder until it is killed. */
async function ownerProcess(folder: string) {
  const program = `
    const { ownFolder } = await import(${JSON.stringify(module)})
    globalThis.lock = ownFolder(${JSON.stringify(folder)}, 0)
    console.log('owned')
    setInterval(() => {}, 1000)`
  const child = spawn(process.execPath, ['--input-type=module', '-e', program])
  await once(child.stdout, 'data')
  return child
}

describe('the owner of a data folder', () => {
  it('is one, and the other is told whose folder it is', async () => {
    const folder = dataFolder()
    const owner = await ownerProcess(folder)
    expect(() => ownFolder(folder, 0)).toThrow(FolderOwnedError)
    expect(() => ownFolder(folder, 0)).toThrow(`${folder} is in use by process ${owner.pid}`)
    owner.kill('SIGKILL')
    await once(owner, 'exit')
  })

  it('that was killed with -9 leaves no lock behind', async () => {
    const folder = dataFolder()
    const owner = await ownerProcess(folder)
    owner.kill('SIGKILL')
    await once(owner, 'exit')
    ownFolder(folder, 0).release()
  })

  it('that releases it makes room', () => {
    const folder = dataFolder()
    ownFolder(folder, 0).release()
    ownFolder(folder, 0).release()
  })

  it('of another folder is no obstacle', () => {
    const lock = ownFolder(dataFolder(), 0)
    ownFolder(dataFolder(), 0).release()
    lock.release()
  })
})
