import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { endpointTrouble, hostsOf, isPublicAddress } from '../../collector/outgoing/address.ts'

describe('an address', () => {
  test.each(['93.184.216.34', '8.8.8.8', '172.32.0.1', '100.128.0.1', '2606:4700::1111'])(
    '%s is public',
    (address) => {
      expect(isPublicAddress(address)).toBe(true)
    },
  )

  test.each([
    ...['127.0.0.1', '10.1.2.3', '172.16.0.1', '172.31.255.255', '192.168.1.1', '169.254.169.254'],
    ...['100.64.0.1', '0.0.0.0', '224.0.0.1', '255.255.255.255', '198.19.0.1', '192.0.2.1'],
    ...['::1', '::', 'fe80::1', 'fc00::1', 'fd12::1', 'ff02::1', '2001:db8::1', '2002:7f00:1::'],
    ...['::ffff:127.0.0.1', '::ffff:7f00:1', '64:ff9b::7f00:1', 'fe80::1%eth0'],
    ...['300.1.1.1', '1.2.3', 'abc', '', '1::2::3', '1:2:3:4:5:6:7', '12345::'],
  ])('%s is not', (address) => {
    expect(isPublicAddress(address)).toBe(false)
  })

  test('is what it is however IPv6 is written', () => {
    const group = fc.integer({ min: 0, max: 0xffff })
    fc.assert(
      fc.property(fc.array(group, { minLength: 7, maxLength: 7 }), (rest) => {
        const text = [0x2606, ...rest].map((one) => one.toString(16)).join(':')
        const { hostname } = new URL(`https://[${text}]/`)
        expect(isPublicAddress(hostname.slice(1, -1))).toBe(isPublicAddress(text))
      }),
    )
  })
})

describe('an endpoint', () => {
  test.each(['https://crm.example/hooks', 'https://crm.example:8443/?a=1', 'https://8.8.8.8/'])(
    'may be %s',
    (url) => {
      expect(endpointTrouble(url, [])).toBeUndefined()
    },
  )

  test.each([
    ['http://crm.example/', 'is not https'],
    ['ftp://crm.example/', 'is not https'],
    ['crm.example', 'is no address'],
    ['https://ana:secret@crm.example/', 'holds a password'],
    ['https://crm.example/#part', 'has a part after #'],
    ['https://127.0.0.1/', 'is of a private network'],
    ['https://0x7f.1/', 'is of a private network'],
    ['https://2130706433/', 'is of a private network'],
    ['https://[::ffff:10.0.0.1]/', 'is of a private network'],
    ['https://localhost/', 'is of a private network'],
    ['https://db.internal/', 'is of a private network'],
    ['https://crm/', 'is of a private network'],
    ['https://169.254.169.254/latest/meta-data', 'is of a private network'],
  ])('is not %s: it %s', (url, why) => {
    expect(endpointTrouble(url, [])).toContain(why)
  })

  test('may be a private host that stands in the configuration, and no other', () => {
    const hosts = hostsOf(' 127.0.0.1, CRM.lan,,::1')
    expect(hosts).toEqual(['127.0.0.1', 'crm.lan', '::1'])
    for (const url of ['http://127.0.0.1:9000/', 'https://crm.lan/', 'http://[::1]:9000/'])
      expect(endpointTrouble(url, hosts)).toBeUndefined()
    expect(endpointTrouble('http://127.0.0.2/', hosts)).toContain('PATHWORTH_WEBHOOK_HOSTS')
    expect(endpointTrouble('http://crm.lan.evil.example/', hosts)).toContain('is not https')
    expect(endpointTrouble('file://crm.lan/etc/passwd', hosts)).toContain('is not https')
  })
})
