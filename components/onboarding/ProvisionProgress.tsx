import { ResourceList, type Resource } from '@/components/ui/ResourceList';
import { AutoRefresh } from './AutoRefresh';

type Props = Readonly<{
  label: string;
  items: readonly Resource[];
  underWay: boolean;
  /** "3 of 5 done": shown while it is under way, and said when it changes. */
  summary: string;
  /** The link that looks again, for pages without a script. */
  again: Readonly<{ href: string; label: string }>;
}>;

/** What is being set up, one thing after the other, as it happens. */
export const ProvisionProgress = ({ label, items, underWay, summary, again }: Props) => (
  <>
    {underWay ? <p className="progress__text">{summary}</p> : null}
    <ResourceList items={items} label={label} />
    {underWay ? (
      <p>
        <a href={again.href}>{again.label}</a>
      </p>
    ) : null}
    <AutoRefresh active={underWay} message={summary} />
  </>
);
