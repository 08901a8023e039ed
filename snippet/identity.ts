import { visitorLifeMs } from '../shared/limits.ts'
import { attempt } from './attempt.ts'
import { store } from './store.ts'
import { bornAt, uuidv7 } from './uuid.ts'

export interface Identity {
  id_: string
  /** `memory` where the browser keeps neither cookie nor localStorage: the id ends with the page. */
  mode_: 'cookie' | 'memory'
}

const readCookie = () => attempt(() => /(^| )pw_id=([^;]*)/.exec(document.cookie)?.[2]) || ''

/**
 * Writes the cookie, or without an id removes it. Tried on ever longer suffixes of the host until
 * reading it back tells that it worked: the shortest that the browser accepts is the registrable
 * domain, without a list of public suffixes. The last, '', is this host alone.
 */
function writeCookie(id: string, seconds: number): void {
  const secure = location.protocol === 'https:' ? 'secure' : ''
  const attributes = `path=/;samesite=lax;max-age=${seconds};${secure};domain=`
  let domain = ''
  for (const label of [...location.hostname.split('.').reverse(), '']) {
    domain = label && `.${label}${domain}`
    // By Reflect, since pages of plain http have no Cookie Store API to do it properly.
    attempt(() => Reflect.set(document, 'cookie', `pw_id=${id};${attributes}${domain}`))
    if (readCookie() === id) return
  }
}

/** Removes the id from every domain of this host, and its mirror in localStorage. */
export function forgetIdentity(): void {
  writeCookie('', 0)
  delete store['pw_id']
}

/** Milliseconds since an id's birth, beyond any life for what is no id. */
const ageOf = (id: string) => Date.now() - bornAt(id)

/** A clock that was up to a day ahead when the id was made is forgiven. */
const isAlive = (id = '') => ageOf(id) < visitorLifeMs && ageOf(id) > -864e5

/**
 * The visitor's id: the one that another domain of the shop handed over, the one kept here, or a
 * new one. It ends 13 months after its birth, however often it is seen.
 */
export function openIdentity(handedOver: string): Identity {
  const id = [handedOver, readCookie(), store['pw_id']].find(isAlive) || uuidv7(Date.now())
  // First removed everywhere, so that what is read back afterwards is what was just written. The
  // mirror stays, for a tab that begins at this very moment.
  writeCookie('', 0)
  writeCookie(id, ((visitorLifeMs - ageOf(id)) / 1000) | 0)
  attempt(() => {
    store['pw_id'] = id
  })
  return { id_: id, mode_: store instanceof Storage || readCookie() ? 'cookie' : 'memory' }
}
