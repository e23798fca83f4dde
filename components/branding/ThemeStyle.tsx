import { themeCss } from '@/lib/branding';

type Props = Readonly<{ brand: `#${string}`; nonce?: string }>;

/** A partner's colours for the page, in one style element that the page's policy allows by its nonce. */
export const ThemeStyle = ({ brand, nonce }: Props) => {
  const css = themeCss({ brand });
  if (css === '') return null;
  return <style nonce={nonce} dangerouslySetInnerHTML={{ __html: css }} />;
};
