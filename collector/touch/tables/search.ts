import { type HostTable, under } from './host-table.ts'

const GOOGLE_ENDINGS =
  'com ad ae al am as at az ba be bf bg bi bj bs bt by ca cat cd cf cg ch ci cl cm cn cv cz de dj ' +
  'dk dm dz ee es fi fm fr ga ge gg gl gm gp gr gy hn hr ht hu ie im iq is it je jo kg ki kz la li ' +
  'lk lt lu lv md me mg mk ml mn ms mu mv mw ne nl no nr nu pl pn ps pt ro rs ru rw sc se sh si sk ' +
  'sm sn so sr st td tg tk tl tm tn to tt vg vu ws co.ao co.bw co.ck co.cr co.id co.il co.in co.jp ' +
  'co.ke co.kr co.ls co.ma co.mz co.nz co.th co.tz co.ug co.uk co.uz co.ve co.vi co.za co.zm co.zw ' +
  'com.af com.ag com.ai com.ar com.au com.bd com.bh com.bn com.bo com.br com.bz com.co com.cu ' +
  'com.cy com.do com.ec com.eg com.et com.fj com.gh com.gi com.gt com.hk com.jm com.kh com.kw ' +
  'com.lb com.ly com.mm com.mt com.mx com.my com.na com.ng com.ni com.np com.om com.pa com.pe ' +
  'com.pg com.ph com.pk com.pr com.py com.qa com.sa com.sb com.sg com.sl com.sv com.tj com.tr ' +
  'com.tw com.ua com.uy com.vc com.vn'
const YAHOO_ENDINGS =
  'com co.jp co.uk co.in co.id co.nz de fr es it ca at ch se dk no fi nl be pl ie gr ro com.br ' +
  'com.mx com.ar com.co com.pe com.ve com.au com.hk com.tw com.sg com.my com.ph com.vn com.tr'
const YANDEX_ENDINGS = 'com ru by kz uz ua com.tr com.ge az ee lt lv md tm eu fr'

/** Search engines. */
export const search: HostTable = {
  kind: 'search',
  medium: 'organic',
  version: 1,
  reviewed: '2026-11-22',
  origin: "written from general knowledge of each market and the engines' own lists of domains",
  groups: [
    // Mail, documents, news, accounts … are subdomains of Google that are no search.
    { source: 'google', hosts: under('google', GOOGLE_ENDINGS), alone: true },
    {
      source: 'google',
      hosts: ['images.google.com', 'cse.google.com', 'syndicatedsearch.goog', 'g.co'],
      aliases: ['googlesearch', 'google search'],
    },
    { source: 'bing', hosts: ['bing.com', 'cn.bing.com'], alone: true },
    { source: 'yahoo', hosts: under('yahoo', YAHOO_ENDINGS), alone: true },
    { source: 'yahoo', hosts: under('search.yahoo', 'com co.jp') },
    { source: 'duckduckgo', hosts: ['duckduckgo.com', 'ddg.gg', 'duck.com'], aliases: ['ddg'] },
    { source: 'ecosia', hosts: ['ecosia.org'] },
    { source: 'qwant', hosts: ['qwant.com', 'qwantjunior.com'] },
    { source: 'startpage', hosts: ['startpage.com', 'ixquick.com', 'ixquick.de'] },
    { source: 'brave', hosts: ['search.brave.com'], aliases: ['brave search'] },
    { source: 'kagi', hosts: ['kagi.com'], alone: true },
    { source: 'mojeek', hosts: ['mojeek.com', 'mojeek.co.uk', 'mojeek.de', 'mojeek.fr'] },
    { source: 'swisscows', hosts: ['swisscows.com', 'swisscows.ch'] },
    { source: 'metager', hosts: ['metager.de', 'metager.org'] },
    { source: 'presearch', hosts: ['presearch.com', 'presearch.org'] },
    { source: 'karma search', hosts: ['karmasearch.org'] },
    { source: 'lilo', hosts: ['lilo.org'] },
    { source: 'ask', hosts: ['ask.com', 'uk.ask.com', 'de.ask.com'], alone: true },
    { source: 'aol', hosts: ['aol.com', 'aol.co.uk', 'aol.de'], alone: true },
    { source: 'aol', hosts: under('search.aol', 'com co.uk de fr ca') },
    { source: 'msn', hosts: ['msn.com'] },
    { source: 'dogpile', hosts: ['dogpile.com'] },
    { source: 'info.com', hosts: ['info.com'], alone: true },
    { source: 'gibiru', hosts: ['gibiru.com'] },
    { source: 'you.com', hosts: ['you.com'], alone: true },
    { source: 'yandex', hosts: under('yandex', YANDEX_ENDINGS), alone: true },
    { source: 'yandex', hosts: ['ya.ru', 'yandex.net'], alone: true },
    { source: 'mail.ru search', hosts: ['go.mail.ru', 'search.mail.ru'] },
    {
      source: 'rambler',
      hosts: ['rambler.ru', 'nova.rambler.ru', 'search.rambler.ru'],
      alone: true,
    },
    { source: 'meta.ua', hosts: ['meta.ua'], alone: true },
    { source: 'seznam', hosts: ['seznam.cz', 'search.seznam.cz'], alone: true },
    { source: 'centrum', hosts: ['centrum.cz', 'search.centrum.cz'], alone: true },
    { source: 'zoznam', hosts: ['zoznam.sk'], alone: true },
    { source: 'onet', hosts: ['onet.pl', 'szukaj.onet.pl'], alone: true },
    { source: 'wp.pl', hosts: ['szukaj.wp.pl'] },
    { source: 'najdi', hosts: ['najdi.si'] },
    { source: 'virgilio', hosts: ['virgilio.it', 'ricerca.virgilio.it'], alone: true },
    { source: 'libero', hosts: ['arianna.libero.it', 'ricerca.libero.it'] },
    { source: 'orange.fr', hosts: ['lemoteur.orange.fr'] },
    { source: 'sapo', hosts: ['sapo.pt', 'pesquisa.sapo.pt'], alone: true },
    { source: 't-online', hosts: ['suche.t-online.de'] },
    { source: 'web.de', hosts: ['suche.web.de'] },
    { source: 'gmx', hosts: ['suche.gmx.net', 'suche.gmx.de'] },
    { source: 'fireball', hosts: ['fireball.de', 'fireball.com'] },
    { source: 'eniro', hosts: ['eniro.se', 'eniro.no', 'eniro.dk'] },
    { source: 'naver', hosts: ['naver.com'], alone: true },
    { source: 'naver', hosts: ['search.naver.com'] },
    { source: 'daum', hosts: ['daum.net'], alone: true },
    { source: 'daum', hosts: ['search.daum.net'] },
    { source: 'nate', hosts: ['nate.com', 'search.nate.com', 'search.daum.nate.com'], alone: true },
    { source: 'zum', hosts: ['zum.com', 'search.zum.com'], alone: true },
    { source: 'goo', hosts: ['goo.ne.jp', 'search.goo.ne.jp'], alone: true },
    { source: 'biglobe', hosts: ['biglobe.ne.jp', 'search.biglobe.ne.jp'], alone: true },
    { source: 'nifty', hosts: ['search.nifty.com'] },
    { source: 'docomo', hosts: ['search.smt.docomo.ne.jp'] },
    { source: 'rakuten search', hosts: ['websearch.rakuten.co.jp'] },
    { source: 'excite', hosts: ['excite.co.jp', 'websearch.excite.co.jp'], alone: true },
    { source: 'baidu', hosts: ['baidu.com', 'wap.baidu.com'], alone: true },
    { source: 'baidu', hosts: ['image.baidu.com', 'news.baidu.com'] },
    { source: 'sogou', hosts: ['sogou.com', 'sogo.com'] },
    { source: '360 search', hosts: ['so.com', 'haosou.com'] },
    { source: 'shenma', hosts: ['sm.cn'] },
    { source: 'toutiao search', hosts: ['so.toutiao.com'] },
    { source: 'petal', hosts: ['petalsearch.com'] },
    { source: 'coccoc', hosts: ['coccoc.com'] },
    { source: 'rediff', hosts: ['search.rediff.com'] },
    { source: 'uol', hosts: ['busca.uol.com.br'] },
    { source: 'terra.com.br', hosts: ['buscador.terra.com', 'busca.terra.com.br'] },
    { source: 'sky search', hosts: ['search.sky.com'] },
    { source: 'myway', hosts: ['search.myway.com', 'hp.myway.com'] },
    { source: 'avg search', hosts: ['mysearch.avg.com', 'search.avg.com'] },
    { source: 'avira search', hosts: ['search.avira.com', 'search.avira.net'] },
    { source: 'norton search', hosts: ['nortonsafe.search.ask.com', 'search.norton.com'] },
    { source: 'comcast', hosts: ['search.xfinity.com', 'search.comcast.net'] },
    { source: 'searx', hosts: ['searx.be', 'searx.me'] },
  ],
}
