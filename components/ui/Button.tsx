import type { ComponentProps } from 'react';

export type ButtonVariant = 'primary' | 'secondary' | 'quiet' | 'danger';

type Props = ComponentProps<'button'> &
  Readonly<{ variant?: ButtonVariant; size?: 'normal' | 'small'; pending?: boolean }>;

/**
 * A button does something. It is never disabled: while an action runs, `pending` sets `aria-disabled`, and the words
 * change where it stands.
 */
export const Button = ({ variant = 'primary', size = 'normal', pending = false, type = 'submit', ...rest }: Props) => (
  <button
    {...rest}
    type={type}
    className="button"
    data-variant={variant}
    data-size={size}
    aria-disabled={pending ? true : undefined}
  />
);
