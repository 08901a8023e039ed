import type { z } from 'zod'
import type { wireConversion, wireIdentity, wireRefund } from '../../../shared/wire/conversions.ts'

/** A conversion as `POST /v1/conversions` takes it. */
export type ConversionSaid = z.input<typeof wireConversion>
/** A refund as `POST /v1/refunds` takes it. */
export type RefundSaid = z.input<typeof wireRefund>
/** An identity as `POST /v1/identities` takes it. */
export type IdentitySaid = z.input<typeof wireIdentity>

/** What a conversion is known by, on the wire. */
export interface NameSaid {
  goal: string
  transaction_id: string
}

/** Whose data somebody wants erased, or told. */
export interface PersonNamed {
  customerId?: string | undefined
  email?: string | undefined
  transactionIds?: readonly string[] | undefined
}

/** A landing that nobody here has seen. */
export interface Landing {
  /** Whole, with its campaign tags and click ids. */
  url: string
  /** '' for none */
  referrer: string
  /** ms since the epoch; undefined where nobody knows. */
  ts?: number | undefined
}

/** What a delivery of a vendor means here. */
export type Action =
  | {
      kind: 'conversion'
      conversion: ConversionSaid
      /** All refunds of the order, by a vendor who tells them with it: others of it were taken back. */
      refundIds?: readonly string[]
      /** Where its customer landed, by what the vendor has kept: for who was not seen coming. */
      landing?: Landing | undefined
    }
  | {
      kind: 'refund'
      refund: RefundSaid
      /** The vendor does not say when it was: `ts` is when we heard of it, and the earliest stands. */
      isDatedLate?: boolean
      /** The vendor never brings one back that came to nothing (an amount of 0): what says otherwise is older. */
      staysWithdrawn?: boolean
    }
  | { kind: 'identity'; identity: IdentitySaid }
  /** A payment, by which refunds may name the conversion: another name of what `of` is, or leads to. */
  | { kind: 'name'; payment: string; of: NameSaid }
  /** Somebody's data is to be erased (the whole site's: `erase_site`), or told to them. */
  | { kind: 'privacy'; request: 'erase_person' | 'erase_site' | 'tell_person'; person: PersonNamed }
  /** Nothing of it is ours: a test order, a topic that says nothing of money. */
  | { kind: 'ignored'; reason: string }

/** One delivery, its signature checked. */
export interface Delivery {
  /** A header by its name in lower case. */
  header: (name: string) => string | undefined
  body: string
  /** ms since the epoch */
  receivedAt: number
  /** ISO 4217 of the site: for what names no currency. */
  currency: string
  /** Address of the site's first domain: vendors tell landing pages without it. */
  home: string
}
