import { isolateLtr } from '@/lib/i18n';
import type { MailLook, MailText } from './mail';

/**
 * The plain-text alternative: everything that the HTML says, in the same order. Isolates stay as characters. An address
 * stands alone on its line and without isolates, because inboxes would take them for a part of it.
 */
export function mailPlain(mail: MailText, look: MailLook): string {
  const parts = [
    mail.heading,
    ...mail.paragraphs,
    ...(mail.list ? [[mail.list.label, ...mail.list.items.map((item) => `- ${item}`)].join('\n')] : []),
    ...(mail.action ? [`${mail.action.label}:\n${mail.action.url}`] : []),
    ...(mail.code ? [`${mail.code.label}\n${isolateLtr(mail.code.value)}`] : []),
    ['-- ', look.name, ...mail.footer].join('\n'),
  ];
  return `${parts.join('\n\n')}\n`;
}
