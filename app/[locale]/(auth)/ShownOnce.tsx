import { InsetNotice } from '@/components/ui/InsetNotice';

type Props = Readonly<{ title: string; text: string; codes: readonly string[]; go: string; href: string }>;

/** Recovery codes, in the one answer that holds them: loading the page again shows them no more. */
export const ShownOnce = ({ title, text, codes, go, href }: Props) => (
  <div className="stack">
    <InsetNotice tone="warning" role="alert" title={title}>
      <p>{text}</p>
    </InsetNotice>
    <ul>
      {codes.map((code) => (
        <li key={code}>
          <code dir="ltr">{code}</code>
        </li>
      ))}
    </ul>
    <p>
      <a className="button" data-variant="primary" data-size="normal" href={href}>
        {go}
      </a>
    </p>
  </div>
);
