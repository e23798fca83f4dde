import type { ReactNode, Ref } from 'react';
import { Button } from '@/components/ui/Button';

type Props = Readonly<{
  texts: Readonly<{
    title: string;
    cause: string;
    answers: string;
    retry: string;
    home: string;
    reference?: ReactNode;
  }>;
  homeHref: string;
  headingRef?: Ref<HTMLHeadingElement>;
  onRetry?: () => void;
}>;

/** The content of an error page. Links are plain ones: after an error the next page should be a new document. */
export const ErrorView = ({ texts, homeHref, headingRef, onRetry }: Props) => (
  <main id="main" className="auth-sheet" tabIndex={-1}>
    <title>{texts.title}</title>
    <div className="auth-sheet__card stack">
      <h1 ref={headingRef} tabIndex={-1}>
        {texts.title}
      </h1>
      <p>{texts.cause}</p>
      <p>{texts.answers}</p>
      <p className="cluster">
        {onRetry ? (
          <Button type="button" onClick={onRetry}>
            {texts.retry}
          </Button>
        ) : null}
        <a href={homeHref}>{texts.home}</a>
      </p>
      {texts.reference ? <p className="muted small">{texts.reference}</p> : null}
    </div>
  </main>
);
