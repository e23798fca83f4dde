import { LiveRefresh } from '@/components/provisioning/LiveRefresh';
import { ResourceList, type Resource } from '@/components/ui/ResourceList';
import { AutoRefresh } from './AutoRefresh';

type Props = Readonly<{
  label: string;
  items: readonly Resource[];
  underWay: boolean;
  /** "3 of 5 done": shown while it is under way. */
  summary: string;
  /** What is said to people who listen, when it changes; the summary where nothing else is. */
  said?: string;
  /** How many of how many, for the bar; absent where nothing can be counted. */
  count?: Readonly<{ done: number; of: number; label: string }>;
  /** Where the page hears of changes, and what it shows now; without, it looks every two seconds. */
  live?: Readonly<{ stream: string; version: string }>;
  /** The link that looks again, for pages without a script. */
  again: Readonly<{ href: string; label: string }>;
}>;

/** What is being set up or taken away, one thing after the other, as it happens. */
export const ProvisionProgress = ({ label, items, underWay, summary, said = summary, count, live, again }: Props) => (
  <>
    {underWay ? <p className="progress__text">{summary}</p> : null}
    {underWay && count && count.of > 0 ? (
      <progress className="run-progress" value={count.done} max={count.of} aria-label={count.label} />
    ) : null}
    <ResourceList items={items} label={label} />
    {underWay ? (
      <p>
        <a href={again.href}>{again.label}</a>
      </p>
    ) : null}
    {live ? (
      <LiveRefresh active={underWay} message={said} {...live} />
    ) : (
      <AutoRefresh active={underWay} message={said} />
    )}
  </>
);
