import Link from 'next/link';
import type { ReactNode } from 'react';
import { Ltr } from '@/components/ui/Ltr';

export type HelpTopic = Readonly<{ id: string; title: string; text: string }>;
type Props = Readonly<{
  title: string;
  text: string;
  contact: Readonly<{ label: string; email: string }> | null;
  /** The tour, where the template has one. */
  tour?: Readonly<{ href: string; label: string }>;
  /** Help about this very page, above whom to ask. */
  children?: ReactNode;
}>;

/** Help beside the questions: always in the same place, on a phone below them, with a person to ask. */
export const ContextualHelp = ({ title, text, contact, tour, children }: Props) => (
  <>
    {children}
    <section>
      <h2>{title}</h2>
      <p>{text}</p>
      {contact ? (
        <p>
          {contact.label}{' '}
          <a href={`mailto:${contact.email}`}>
            <Ltr wrap>{contact.email}</Ltr>
          </a>
        </p>
      ) : null}
      {tour ? (
        <p>
          <Link href={tour.href} prefetch={false}>
            {tour.label}
          </Link>
        </p>
      ) : null}
    </section>
  </>
);

/** What there is to know about a page and its questions, each closed until asked for; needs no script. */
export const HelpTopics = ({ title, topics }: Readonly<{ title: string; topics: readonly HelpTopic[] }>) =>
  topics.length === 0 ? null : (
    <section className="help-topics">
      <h2>{title}</h2>
      {topics.map(({ id, title: topic, text }) => (
        <details key={id}>
          <summary>{topic}</summary>
          <p>{text}</p>
        </details>
      ))}
    </section>
  );
