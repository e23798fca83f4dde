/**
 * Whether everybody can get an address of this domain. Having one says nothing about whom somebody works for, so no tenant
 * can claim it. The large providers of mailboxes only: what is not listed is kept by the rule about a tenant's own members.
 */
export const isPublicMailDomain = (domain: string): boolean => publicMail.has(domain.toLowerCase());

const publicMail: ReadonlySet<string> = new Set(
  `gmail.com googlemail.com outlook.com hotmail.com hotmail.co.uk hotmail.fr live.com msn.com yahoo.com yahoo.co.uk
   yahoo.fr yahoo.de yahoo.co.in yahoo.co.jp ymail.com rocketmail.com maktoob.com icloud.com me.com mac.com aol.com
   proton.me protonmail.com pm.me tutanota.com tuta.io gmx.com gmx.net gmx.de web.de t-online.de freenet.de mail.com
   mail.ru yandex.ru yandex.com qq.com 163.com 126.com sina.com foxmail.com naver.com zoho.com fastmail.com hey.com
   orange.fr wanadoo.fr free.fr laposte.net libero.it btinternet.com comcast.net`.split(/\s+/),
);
