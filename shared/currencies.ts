/**
 * Currencies by ISO 4217 (list one of the maintenance agency, SIX, with its amendments up to
 * number 180; as of 2026-01-01): code to exponent, the number of decimals of the minor unit.
 * Codes without a minor unit (gold, drawing rights, testing) are no money that a shop takes
 * and are not here.
 */
const CODES_BY_EXPONENT: Readonly<Record<number, string>> = {
  0: 'BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF',
  2: `AED AFN ALL AMD AOA ARS AUD AWG AZN BAM BBD BDT BMD BND BOB BOV BRL BSD BTN BWP BYN BZD
      CAD CDF CHE CHF CHW CNY COP COU CRC CUP CVE CZK DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP
      GEL GHS GIP GMD GTQ GYD HKD HNL HTG HUF IDR ILS INR IRR JMD KES KGS KHR KPW KYD KZT LAK
      LBP LKR LRD LSL MAD MDL MGA MKD MMK MNT MOP MRU MUR MVR MWK MXN MXV MYR MZN NAD NGN NIO
      NOK NPR NZD PAB PEN PGK PHP PKR PLN QAR RON RSD RUB SAR SBD SCR SDG SEK SGD SHP SLE SOS
      SRD SSP STN SVC SYP SZL THB TJS TMT TOP TRY TTD TWD TZS UAH USD USN UYU UZS VED VES WST
      XAD XCD XCG YER ZAR ZMW ZWG`,
  3: 'BHD IQD JOD KWD LYD OMR TND',
  4: 'CLF UYW',
}

/** Withdrawn since 2023 (list three), kept because past orders are still imported in them. */
const WITHDRAWN_BY_EXPONENT: Readonly<Record<number, string>> = {
  2: 'ANG BGN CUC HRK SLL ZWL',
}

function pairsOf(table: Readonly<Record<number, string>>): [string, number][] {
  return Object.entries(table).flatMap(([exponent, codes]) =>
    codes.split(/\s+/).map((code): [string, number] => [code, Number(exponent)]),
  )
}

/** ISO 4217 code (upper case) to exponent. */
export const EXPONENTS: ReadonlyMap<string, number> = new Map([
  ...pairsOf(CODES_BY_EXPONENT),
  ...pairsOf(WITHDRAWN_BY_EXPONENT),
])
