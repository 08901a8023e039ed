import { createContext } from 'preact'
import { useContext } from 'preact/hooks'

/** What the browser is signed in to, as `GET /v1/session` says it. */
export interface Session {
  site: string
  /** `read`, `admin`, or `share`, which sees less. */
  scope: string
  name: string
  expires_at: string
}

/** What pages need of the site. */
export interface SiteFacts {
  site: string
  currency: string
  timezone: string
}

export interface Signed {
  session: Session
  sessions: readonly Session[]
  facts: SiteFacts
  /** The day that it is at the site, as YYYYMMDD. */
  today: number
}

export const SignedIn = createContext<Signed | undefined>(undefined)

/** Who is signed in, and the site that is looked at. @throws Error outside of the signed-in part of the page */
export function useSigned(): Signed {
  const signed = useContext(SignedIn)
  if (!signed) throw new Error('no site is open')
  return signed
}

export const mayChange = ({ scope }: Session): boolean => scope === 'admin'
