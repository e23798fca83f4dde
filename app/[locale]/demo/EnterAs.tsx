import { getTranslations } from 'next-intl/server';
import { Button, type ButtonVariant } from '@/components/ui/Button';
import type { Person } from '@/lib/demo';
import { enterAsPersona } from './actions';

type Props = Readonly<{
  person: Person;
  variant?: ButtonVariant;
  size?: 'normal' | 'small';
  /** Only the name is to be seen, where a heading above says the rest. */
  nameOnly?: boolean;
}>;

/** One click, and one is this person. A form with one button: it works without scripts. */
export async function EnterAs({ person: { name, email, locale }, variant = 'secondary', size, nameOnly }: Props) {
  const t = await getTranslations('demo');
  const who = (chunks: React.ReactNode) => <bdi lang={locale}>{chunks}</bdi>;
  const words = t.rich('enterAs', { name, who });
  return (
    <form action={enterAsPersona}>
      <input type="hidden" name="email" value={email} />
      <Button
        variant={variant}
        size={size}
        aria-label={nameOnly ? t.markup('enterAs', { name, who: (text) => text }) : undefined}
      >
        {nameOnly ? who(name) : <span>{words}</span>}
      </Button>
    </form>
  );
}
