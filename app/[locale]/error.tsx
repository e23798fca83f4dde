'use client';

import { useLocale, useTranslations } from 'next-intl';
import { useEffect, useRef, useState } from 'react';
import { ErrorView } from '@/components/layout/ErrorView';
import { Ltr } from '@/components/ui/Ltr';

type Props = Readonly<{ error: Error & { digest?: string }; reset: () => void }>;

/** What a person sees when a page failed unexpectedly: what became of their answers, and the reference to ask about. */
export default function PageError({ error, reset }: Props) {
  const t = useTranslations('system.error');
  const locale = useLocale();
  const heading = useRef<HTMLHeadingElement>(null);
  const [requestId, setRequestId] = useState<string>();
  useEffect(() => {
    heading.current?.focus();
    setRequestId(document.querySelector<HTMLMetaElement>('meta[name="request-id"]')?.content);
  }, []);
  const reference = error.digest ?? requestId;
  return (
    <ErrorView
      headingRef={heading}
      texts={{
        title: t('title'),
        cause: t('cause'),
        answers: t('answers'),
        retry: t('retry'),
        home: t('home'),
        ...(reference ? { reference: t.rich('reference', { id: reference, ltr: (id) => <Ltr code>{id}</Ltr> }) } : {}),
      }}
      homeHref={`/${locale}`}
      onRetry={reset}
    />
  );
}
