import { setTimeout as sleep } from 'node:timers/promises';
import { runtime } from './instance';

/** A mail as the catcher received it over SMTP. */
export type Mail = Readonly<{
  id: string;
  at: string;
  from: string;
  to: readonly string[];
  subject: string;
  headers: Readonly<Record<string, string>>;
  text: string;
  html: string;
  links: readonly string[];
}>;

/** All mails that the product has sent to an address, oldest first. */
export async function mailsTo(address: string): Promise<readonly Mail[]> {
  const url = `http://127.0.0.1:${runtime().simulators.httpPort}/mail?to=${encodeURIComponent(address)}`;
  return (await (await fetch(url)).json()) as readonly Mail[];
}

/** Waits for a mail to an address that leads to such a page, newest first; fails when none arrives. */
export async function mailWithLink(
  address: string,
  link: RegExp,
  after: readonly Mail[] = [],
): Promise<Mail & { link: string }> {
  const known = new Set(after.map(({ id }) => id));
  const deadline = Date.now() + 30_000;
  for (;;) {
    for (const mail of [...(await mailsTo(address))].reverse()) {
      const found = mail.links.find((each) => link.test(each));
      if (found && !known.has(mail.id)) return { ...mail, link: found };
    }
    if (Date.now() > deadline) throw new Error(`No mail to ${address} leads to ${link.source}`);
    await sleep(200);
  }
}

/** The six digits of a sign-in mail, read from the part that people without HTML see. */
export function codeIn(mail: Mail): string {
  const code = /(?<!\d)\d{3}[\s\u00a0]?\d{3}(?!\d)/.exec(mail.text.replace(/https?:\S+/g, ''))?.[0];
  if (!code) throw new Error('The mail has no code');
  return code.replace(/\D/g, '');
}
