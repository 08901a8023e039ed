import { setTimeout as delay } from 'node:timers/promises'
import { FileError, type FileOptions } from '../../source/files/file.ts'
import { type CliContext, type CliInput, type Outcome, UsageError } from './command.ts'
import { lookAtFile } from './import-any.ts'
import { fileOptionsOf, readFrom } from './import-file.ts'
import { refusedText } from './import-text.ts'
import { type Verdict, watchFolder } from './watched-folder.ts'

/** Between two looks at the folder, ms: whoever writes a file rests no longer while at it. */
const PAUSE_MS = 2000

/** `import --watch DIR`: until the process is told to end. */
export async function importWatching(
  folder: string,
  input: CliInput,
  context: CliContext,
): Promise<Outcome> {
  if (input.has('dry-run'))
    throw new UsageError('--watch takes files in: try one with "import FILE" first')
  const site = input.option('site') ?? ''
  const options = fileOptionsOf(input)
  await context.admin({ command: 'site_show', site })
  context.progress(`Watching ${folder} for ${site}.`)
  const signal = endOfProcess()
  const counts = await watchFolder({
    ...{ folder, signal, tell: context.progress },
    pause: () => delay(PAUSE_MS, undefined, { signal }).catch(() => undefined),
    take: (file) =>
      takeWatched(file, site, { options, skips: input.has('skip-refused') }, context).finally(
        // Between two files a collector may start in the folder.
        () => context.rest(),
      ),
  })
  const text = `${counts.done} files taken into ${site}, ${counts.refused} refused.`
  return { json: { site, ...counts }, text }
}

/** What the file is to blame for is its verdict; all else is thrown. */
async function takeWatched(
  file: string,
  site: string,
  { options, skips }: { options: FileOptions; skips: boolean },
  context: CliContext,
): Promise<Verdict> {
  try {
    const looked = await lookAtFile(await readFrom(file, options), site, context)
    const { refused, rows } = looked.told
    if (refused.length > 0 && (!skips || rows === 0))
      return { refused: refusedText(refused, Infinity).join('\n') }
    return { done: (await looked.take()).text }
  } catch (error) {
    if (error instanceof FileError) return { refused: error.message }
    throw error
  }
}

function endOfProcess(): AbortSignal {
  const controller = new AbortController()
  for (const signal of ['SIGINT', 'SIGTERM'] as const)
    process.once(signal, () => controller.abort())
  return controller.signal
}
