import Link from 'next/link';
import type { ComponentProps } from 'react';
import type { ButtonVariant } from './Button';

type Props = ComponentProps<typeof Link> & Readonly<{ variant?: ButtonVariant; size?: 'normal' | 'small' }>;

/** A link that carries the weight of a button: it goes somewhere and changes nothing. */
export const LinkButton = ({ variant = 'primary', size = 'normal', ...rest }: Props) => (
  <Link {...rest} className="button" data-variant={variant} data-size={size} />
);
