import type { CheckResult } from '../check';

/** One mail that shows whether an owner's mail goes out. */
export type TestMailMessage = Readonly<{
  /** A bare address; the one whose owner the service has to know. */
  from: string;
  to: string;
  subject: string;
  text: string;
  /**
   * Whose attempt it is. No mail service promises to send a mail once, so a repeated attempt may arrive twice; both
   * carry the same reference, and over SMTP the same Message-ID, by which mailboxes see that they are one.
   */
  key: string;
}>;

/**
 * An owner's way of sending mail. Fails with `credential_refused`, `permission_denied`, `sender_unverified`,
 * `relay_refused`, `address_unknown`, `refused`, and what the wire knows.
 */
export type TestMail = Readonly<{
  /**
   * Whether we are let in, and what we may do there as far as the service says so, right by right. Sends nothing, and
   * says nothing about any sender.
   */
  look: () => Promise<readonly CheckResult[]>;
  /** Answers with the service's own name for the mail, where it gives one. */
  send: (message: TestMailMessage) => Promise<Readonly<{ reference: string }>>;
}>;
