import Link from 'next/link';
import { InsetNotice } from '@/components/ui/InsetNotice';

export type ReturnedItem = Readonly<{ id: string; title: string; href: string; by: string; note: string }>;

/** Pages that somebody wants looked at again, each with the reason in their own words. */
export const ReturnedSteps = ({ title, items }: Readonly<{ title: string; items: readonly ReturnedItem[] }>) =>
  items.length === 0 ? null : (
    <InsetNotice tone="warning" title={title}>
      <ul className="returned">
        {items.map(({ id, title: page, href, by, note }) => (
          <li key={id}>
            <Link href={href} prefetch={false}>
              {page}
            </Link>
            <p className="small muted">{by}</p>
            <blockquote className="returned__note" dir="auto">
              {note}
            </blockquote>
          </li>
        ))}
      </ul>
    </InsetNotice>
  );
