import { under, words } from './host-table.ts'

/**
 * Hosts to which a buyer goes in the middle of a visit, to pay or to log in, and from which he comes
 * back: never a source. Subdomains count too. Written from general knowledge of each market.
 */
export const passage = {
  version: 1,
  reviewed: '2026-11-22',
  groups: [
    {
      what: 'wallets, and pay later',
      hosts: [
        ...words(`
          paypal.com paypalobjects.com venmo.com cash.app shop.app pay.google.com
          payments.google.com apple-pay-gateway.apple.com pay.amazon.com klarna.com
          klarnacdn.net afterpay.com clearpay.co.uk clearpay.com affirm.com sezzle.com
          zip.co quadpay.com laybuy.com splitit.com breadpayments.com getalma.eu
          almapay.com oney.com oney.fr floapay.com scalapay.com pagantis.com sequra.com
          sequra.es riverty.com afterpay.nl in3.nl billink.nl spraypay.nl ratepay.com
          billie.io billpay.de paydirekt.de wero-wallet.eu easycredit.de
          easycredit-ratenkauf.de powerpay.ch paypo.pl twisto.cz twisto.pl tabby.ai
          tamara.co atome.sg hoolah.co simpl.in lazypay.in kredivo.com akulaku.com
          paidy.com kueskipay.com addi.com skrill.com neteller.com paysafecard.com
          paysafe.com checkout.revolut.com sso.revolut.com satispay.com twint.ch
          vipps.no mobilepay.dk mobilepay.fi getswish.net swish.nu lydia-app.com
          bizum.es mbway.pt commerce.coinbase.com bitpay.com
        `),
        ...under('payments.amazon', 'com co.uk de fr it es co.jp'),
      ],
    },
    {
      what: 'payment service providers, by region',
      hosts: [
        ...words(`
          checkout.stripe.com hooks.stripe.com pay.stripe.com buy.stripe.com
          invoice.stripe.com billing.stripe.com js.stripe.com link.com adyen.com
          adyenpayments.com mollie.com braintreegateway.com braintree-api.com
          authorize.net squareup.com square.link checkout.com worldpay.com
          worldpay-bibit.com sagepay.com opayo.co.uk elavon.com globalpay.com
          globaliris.com realexpayments.com cybersource.com bluesnap.com 2checkout.com
          verifone.cloud paddle.com lemonsqueezy.com fastspring.com cleverbridge.com
          digitalriver.com chargebee.com recurly.com gocardless.com nuvei.com
          safecharge.com moneris.com bambora.com helcim.com payoneer.com sumup.com
          trustly.com sofort.com giropay.de payone.com payone.de pay1.de unzer.com
          heidelpay.com computop-paygate.com computop.com vrpayment.de secupay.ag
          micropayment.de novalnet.de concardis.com saferpay.com datatrans.com
          datatrans.ch postfinance.ch payrexx.com wallee.com eps-ueberweisung.at
          qenta.com hobex.at ideal.nl buckaroo.nl multisafepay.com pay.nl icepay.com
          sisow.nl bancontact.com payconiq.com kbc-pay.be ogone.com ingenico.com
          worldline-solutions.com viveum.com payengine.de paybox.com verifone.fr
          e-transactions.fr monetico-services.com lyra.com payzen.eu systempay.fr
          sips-services.com mercanet.bnpparibas.net hipay.com payplug.com stancer.com
          redsys.es ceca.es paycomet.com nexi.it bancasella.it gestpay.net sella.it
          postepay.poste.it sibs.pt ifthenpay.com easypay.pt eupago.pt nets.eu
          dibspayment.eu dibspayment.com quickpay.net epay.dk reepay.com frisbii.com
          svea.com walleypay.com qliro.com billmate.se payex.com swedbankpay.com
          paytrail.com checkout.fi maksekeskus.ee montonio.com paysera.com przelewy24.pl
          payu.com payu.pl payu.ro payu.cz payu.hu payu.in payulatam.com tpay.com
          dotpay.pl blik.com autopay.pl autopay.eu bm.pl paynow.pl imoje.pl cashbill.pl
          comgate.cz gopay.com gopay.cz gpwebpay.cz gpwebpay.com thepay.cz
          iplatebnibrana.csob.cz besteron.com trustpay.eu barion.com simplepay.hu
          netopia-payments.com mobilpay.ro euplatesc.ro epay.bg borica.bg
          vivapayments.com viva.com cardlink.gr corvuspay.com wspay.biz iyzico.com
          iyzipay.com paytr.com param.com.tr yookassa.ru yoomoney.ru qiwi.com
          robokassa.ru robokassa.com cloudpayments.ru securepay.tinkoff.ru
          securepayments.sberbank.ru pay.yandex.ru liqpay.ua wayforpay.com fondy.eu
          portmone.com.ua pagseguro.uol.com.br pagseguro.com.br pagbank.com.br
          cielo.com.br getnet.com.br rede.com.br pagar.me iugu.com ebanx.com dlocal.com
          webpay.cl transbank.cl khipu.com flow.cl conekta.com conekta.io openpay.mx
          clip.mx wompi.co epayco.co epayco.com placetopay.com pse.com.co culqi.com
          niubiz.com.pe izipay.pe kushkipagos.com razorpay.com rzp.io paytm.com paytm.in
          phonepe.com cashfree.com ccavenue.com billdesk.com payumoney.com instamojo.com
          juspay.in easebuzz.in jazzcash.com.pk easypaisa.com.pk sslcommerz.com
          bkash.com alipay.com alipayplus.com tenpay.com pay.weixin.qq.com unionpay.com
          95516.com airwallex.com asiapay.com paydollar.com ecpay.com.tw newebpay.com
          tappaysdk.com pay.line.me kakaopay.com pay.naver.com tosspayments.com toss.im
          inicis.com nicepay.co.kr kcp.co.kr eximbay.com paypay.ne.jp paypay-bank.co.jp
          komoju.com gmo-pg.com mul-pay.jp sbpayment.jp sbps.jp checkout.rakuten.co.jp
          pay.rakuten.co.jp omise.co 2c2p.com ipay88.com ipay88.com.my billplz.com
          fpx.my midtrans.com xendit.co doku.com faspay.co.id duitku.com dragonpay.ph
          maya.ph paymongo.com gcash.com vnpay.vn vnpayment.vn momo.vn zalopay.vn
          onepay.vn eway.com.au securepay.com.au polipayments.com windcave.com
          paymentexpress.com payfast.co.za payfast.io paygate.co.za peachpayments.com
          ozow.com yoco.com paystack.com paystack.co flutterwave.com interswitchng.com
          pesapal.com paymob.com fawry.com tap.company paytabs.com hyperpay.com
          oppwa.com telr.com payfort.com myfatoorah.com moyasar.com
        `),
        ...under('mercadopago', 'com com.ar com.br com.mx com.co com.pe com.uy cl'),
      ],
    },
    {
      what: '3-D Secure: access control servers of banks',
      hosts: [
        ...words(`
          arcot.com cardinalcommerce.com rsa3dsauth.com securesuite.net
          securesuite.co.uk securecode.com verifiedbyvisa.com 3dsecure.io 3dsecure.az
          3ds.cloud 3dsecure.no wlp-acs.com bankserv.co.za modirum.com
          netcetera-payment.ch netcetera.com gpayments.net acs.sia.eu
          acs.touch-tech-payments.com touchtechpayments.com six-payment-services.com
          swisscard.ch viseca.ch cembrapay.ch entersekt.com wibmo.com apata.io
          redsysacs.es nexigroup.com
        `),
      ],
    },
    {
      what: 'logins',
      hosts: [
        ...words(`
          accounts.youtube.com myaccount.google.com appleid.apple.com idmsa.apple.com
          account.apple.com login.microsoftonline.com login.live.com login.microsoft.com
          account.live.com b2clogin.com ciamlogin.com login.yahoo.com login.yahoo.co.jp
          login.aol.com api.twitter.com account.amazon.com signin.ebay.com
          accounts.shopify.com login.salesforce.com auth0.com okta.com oktapreview.com
          onelogin.com amazoncognito.com clerk.accounts.dev workos.com id.twitch.tv
          id.vk.com id.vk.ru oauth.vk.com login.vk.com connect.ok.ru account.mail.ru
          esia.gosuslugi.ru login.szn.cz login.wp.pl konto.onet.pl kauth.kakao.com
          accounts.kakao.com nid.naver.com access.line.me account.line.me
          passport.baidu.com graph.qq.com open.weixin.qq.com passport.weibo.com
          login.taobao.com grp01.id.rakuten.co.jp login.account.rakuten.com bankid.com
          bankid.no mitid.dk itsme.be idin.nl verimi.de login.t-online.de
          franceconnect.gouv.fr
        `),
        ...under('accounts.google', 'com co.uk de fr es it'),
        ...under('passport.yandex', 'ru com by kz com.tr'),
        ...under('oauth.yandex', 'ru com'),
      ],
    },
  ],
  /** Logins that share their host with something else. */
  paths: [
    { hosts: ['facebook.com'], path: '/dialog/oauth' },
    { hosts: ['facebook.com'], path: '/login' },
    { hosts: ['facebook.com'], path: '/login.php' },
    { hosts: ['facebook.com', 'instagram.com', 'tiktok.com'], path: '/oauth' },
    { hosts: ['linkedin.com'], path: '/oauth' },
    { hosts: ['linkedin.com', 'github.com'], path: '/login' },
    { hosts: ['twitter.com', 'x.com', 'discord.com'], path: '/oauth2' },
    { hosts: ['amazon.com', 'amazon.co.uk', 'amazon.de', 'amazon.fr'], path: '/ap/signin' },
    { hosts: ['amazon.com', 'amazon.co.uk', 'amazon.de', 'amazon.fr'], path: '/ap/oa' },
  ],
} as const
