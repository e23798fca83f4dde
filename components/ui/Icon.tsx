import { iconPaths, mirroredIcons, type IconName } from './icons';

type Props = Readonly<{ name: IconName; className?: string }>;

/** A small drawing in the colour of the text beside it. Always decoration: the words next to it say the same. */
export const Icon = ({ name, className }: Props) => (
  <svg
    className={['icon', mirroredIcons.has(name) ? 'icon--mirror' : '', className ?? ''].filter(Boolean).join(' ')}
    viewBox="0 0 24 24"
    aria-hidden="true"
    focusable="false"
  >
    <path d={iconPaths[name]} />
  </svg>
);
