/** What a mail says, before it becomes HTML and plain text. Names and addresses in it are already isolated. */
export type MailText = Readonly<{
  subject: string;
  /** What an inbox shows beside the subject. */
  preview: string;
  heading: string;
  paragraphs: readonly string[];
  list?: Readonly<{ label: string; items: readonly string[] }>;
  action?: Readonly<{ label: string; url: string }>;
  /** The sentence above the address in full. */
  actionNote?: string;
  code?: Readonly<{ label: string; value: string }>;
  footer: readonly string[];
}>;

/** Whose mail it is to the eye. */
export type MailLook = Readonly<{ name: string; mark: string; brand: string; supportEmail?: string | null }>;

export type RenderedMail = Readonly<{ subject: string; html: string; text: string }>;
