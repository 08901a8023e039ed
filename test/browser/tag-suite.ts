import type { Browser } from 'playwright'
import { afterAll, afterEach, beforeAll, beforeEach, expect } from 'vitest'
import { type Launch, launch } from './chromium.ts'
import {
  type HostPage,
  newVisitor,
  type PageParts,
  startHostPage,
  type Visitor,
} from './host-page.ts'

/** What a test of the tag stands on: a browser and a host page for the file, a visitor a test. */
export interface TagSuite extends Visitor {
  browser: Browser
  host: HostPage
  /** Serves a page made of `parts` and goes there. */
  visit(parts: PageParts, path?: string, hostName?: string): Promise<void>
  /**
   * Records an event of its own on the page and waits until it has arrived: what was recorded
   * before, and was to be sent, has then arrived as well. Answers the names of all events.
   */
  namesUntilMark(): Promise<string[]>
}

/**
 * Sets a suite up. After each test, whatever it did: no error on the page, no policy violated,
 * and no request that needed a preflight.
 */
export function useTag(launchOptions: Launch = {}): TagSuite {
  const suite = {} as TagSuite

  beforeAll(async () => {
    suite.browser = await launch(launchOptions)
    suite.host = await startHostPage()
  })
  afterAll(async () => {
    await suite.browser?.close()
    await suite.host?.close()
  })
  beforeEach(async () => {
    suite.host.forget()
    Object.assign(suite, await newVisitor(suite.browser))
  })
  afterEach(async () => {
    await suite.context.close()
    expect(suite.problems).toEqual([])
    expect(suite.host.preflights).toEqual([])
  })

  suite.visit = async (parts, path = '/page', hostName = 'www.shop.example') => {
    suite.host.serve(path.replace(/[?#].*/, ''), parts)
    await suite.page.goto(suite.host.address(path, hostName))
  }
  suite.namesUntilMark = async () => {
    // In a task of its own: page views of single-page navigation wait for the title.
    await suite.page.evaluate(() => setTimeout(() => window.pathworth?.('mark')))
    const events = await suite.host.until((all) => all.some(({ name }) => name === 'mark'))
    return events.map(({ name }) => name)
  }
  return suite
}
