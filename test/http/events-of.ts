import { type StreamEventName, streamEvents } from '../../shared/wire/stream.ts'

/** One event as a browser understands it. */
export interface Told {
  event: StreamEventName
  /** What a browser would come back with after it. */
  lastId: string
  data: Record<string, unknown>
}

/** The events of a stream's text, each of which is as it is described. @throws Error for one that is not */
export function eventsOf(text: string): Told[] {
  let lastId = ''
  return text.split('\n\n').flatMap((block) => {
    const fields = new Map(
      block.split('\n').map((line) => {
        const colon = line.indexOf(':')
        return [line.slice(0, colon), line.slice(colon + 1).trimStart()] as const
      }),
    )
    lastId = fields.get('id') ?? lastId
    const event = fields.get('event') as StreamEventName | undefined
    if (event === undefined) return []
    const data = JSON.parse(fields.get('data') ?? '') as Record<string, unknown>
    streamEvents[event].strict().parse(data)
    return [{ event, lastId, data }]
  })
}
