import { isbot } from 'isbot'
import { UAParser } from 'ua-parser-js'
import { BoundedMap } from './bounded-map.ts'
import type { Device } from './hit.ts'

/** What a user agent tells of who asked. */
export interface Agent {
  /** A known robot, or nobody who says a name. */
  bot: boolean
  device: Device
  /** Names without versions, as ua-parser-js gives them; '' when unknown. */
  browser: string
  os: string
}

export type DeviceReader = (userAgent: string) => Agent

const REMEMBERED_AGENTS_MAX = 4_096
/** Nobody's browser has a longer name; whoever makes them up shall not fill our memory. */
const REMEMBERED_LENGTH_MAX = 512

/** Reads one user agent. Takes some ten microseconds: see `makeDeviceReader`. */
export function readDevice(userAgent: string): Agent {
  if (userAgent === '' || isbot(userAgent)) return { bot: true, device: '', browser: '', os: '' }
  const parsed = new UAParser(userAgent)
  return {
    bot: false,
    device: deviceOf(parsed.getDevice().type, parsed.getOS().name),
    browser: parsed.getBrowser().name ?? '',
    os: parsed.getOS().name ?? '',
  }
}

/** A reader that remembers the agents it met lately, as a shop meets the same few thousand. */
export function makeDeviceReader(): DeviceReader {
  const remembered = new BoundedMap<string, Agent>(REMEMBERED_AGENTS_MAX)
  return (userAgent) => {
    if (userAgent.length > REMEMBERED_LENGTH_MAX) return readDevice(userAgent)
    const known = remembered.get(userAgent)
    if (known !== undefined) return known
    const agent = readDevice(userAgent)
    remembered.set(userAgent, agent)
    return agent
  }
}

/** The parser names what isn't a desktop; of a desktop it knows the system only. */
function deviceOf(type: string | undefined, os: string | undefined): Device {
  if (type === 'mobile' || type === 'wearable') return 'mobile'
  if (type === 'tablet') return 'tablet'
  return type === undefined && os !== undefined ? 'desktop' : ''
}
