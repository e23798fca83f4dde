import { Ltr } from '@/components/ui/Ltr';

type Props = Readonly<{
  title: string;
  text: string;
  contact: Readonly<{ label: string; email: string }> | null;
}>;

/** Help beside the questions: always in the same place, with a person to ask. */
export const ContextualHelp = ({ title, text, contact }: Props) => (
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
  </section>
);
