import Link from 'next/link';
import { Icon } from '@/components/ui/Icon';

type Props = Readonly<{ href: string; label: string }>;

/** The way back, on top of a page of questions. Answers that were continued from are saved, so going back is safe. */
export const StepNavigation = ({ href, label }: Props) => (
  <Link className="back-link" href={href} prefetch={false}>
    <Icon name="back" />
    {label}
  </Link>
);
