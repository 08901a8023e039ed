import { outboxEventsMax } from '../shared/limits.ts'
import { listen } from './attempt.ts'
import { deliver } from './delivery.ts'
import { forgetIdentity, type Identity, openIdentity } from './identity.ts'
import { openOutbox } from './outbox.ts'
import type { Settings } from './settings.ts'
import { uuidv7 } from './uuid.ts'

/** What a page view says beyond its address. */
export interface PageFields {
  url?: string
  referrer: string
  title: string
}

/** The tag as its features see it. */
export interface Tag {
  settings_: Settings
  /** Records an event of this page, now or once consent allows; drops what has no valid name. */
  record_(name: unknown, props?: unknown, page?: PageFields): void
  /** The visitor's id; undefined while there may be none. */
  visitor_(): string | undefined
  /** The visitor's id on another of the shop's domains, if one handed it over. */
  handedOver_: string
  /** What the visitor said: `granted` or `denied`; anything else is ignored. */
  consent_(answer: unknown): void
  /** The features are there and the calls that waited are made: now silence counts, too. */
  open_(): void
  /** Called when the visitor's id has come or gone. */
  onVisitor_?(): void
}

/** One tag on one page, holding back every event, and every trace, until consent allows it. */
export function createTag(settings: Settings, url: string): Tag {
  const isOptedOut = navigator.globalPrivacyControl && settings.gpc !== 'ignore'
  const outbox = openOutbox(settings.site)
  const wake = deliver(outbox, url, forgetIfDenied)
  let consent: 'waiting' | 'not_asked' | 'granted' | 'denied' = 'waiting'
  let identity: Identity | undefined
  let held: string[] = []
  let lastTs = 0

  /** Gives what is held to the outbox, under the envelope of this moment. */
  function release(): void {
    if (!identity) return
    const envelope = JSON.stringify({
      v: 1,
      site: settings.site,
      visitor: identity.id_,
      consent,
      mode: identity.mode_,
      webdriver: navigator.webdriver || undefined,
    })
    for (const event of held) outbox.add_([envelope, event])
    held = []
    wake()
  }

  /** Also after each answer: it may renew the cookie of a visitor who has denied meanwhile. */
  function forgetIfDenied(): void {
    if (consent !== 'denied') return
    held = []
    identity = undefined
    tag.handedOver_ = ''
    outbox.clear_()
    forgetIdentity()
  }

  function decide(answer: 'not_asked' | 'granted' | 'denied'): void {
    consent = isOptedOut ? 'denied' : answer
    forgetIfDenied()
    if (consent !== 'denied' && !identity) {
      identity = openIdentity(tag.handedOver_)
      outbox.adopt_()
      release()
    }
    tag.onVisitor_?.()
  }

  const tag: Tag = {
    settings_: settings,
    handedOver_: '',
    record_(name, props, page) {
      if (consent === 'denied' || !name || !/^[a-z0-9_]{1,64}$/.test(name as string)) return
      // Never the same ms twice: the collector orders hits by time, and a page view comes first.
      lastTs = Math.max(Date.now(), lastTs + 1)
      const event = { id: uuidv7(lastTs), name, ts: lastTs, url: location.href, ...page }
      held.push(JSON.stringify({ ...event, props: props || {} }))
      held = held.slice(-outboxEventsMax)
      release()
    },
    visitor_: () => identity?.id_,
    consent_(answer) {
      if (answer === 'granted' || answer === 'denied') decide(answer)
    },
    open_() {
      if (isOptedOut || (consent === 'waiting' && settings.consent !== 'wait')) decide('not_asked')
    },
  }
  // A denial in another tab is one here, too: it alone removes the id while the tag runs.
  listen<StorageEvent>(window, 'storage', ({ key, newValue }) => {
    if (key === 'pw_id' && !newValue) decide('denied')
  })
  return tag
}
